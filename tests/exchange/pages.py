"""Saved pages and feeds, all of them invented."""

from email.message import EmailMessage

NEWSPAPER = """\
<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>Brücke bleibt gesperrt | Elbblatt</title>
<link rel="canonical" href="https://elbblatt.example/stadt/bruecke.html">
<meta property="og:title" content="Brücke bleibt gesperrt">
<meta property="og:site_name" content="Elbblatt">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Elbblatt"},
 {"@type": "NewsArticle", "headline": "Brücke bleibt gesperrt", "datePublished": "2024-03-14T23:30:00+01:00",
  "dateModified": "2024-03-16T08:00:00+01:00", "inLanguage": "de-DE",
  "author": [{"@type": "Person", "name": "Jana Kühn"}, {"@type": "Person", "name": "Tom Weiß"}],
  "publisher": {"@type": "Organization", "name": "Elbblatt"}}]}
</script>
<style>body { color: black }</style></head>
<body>
<nav><ul><li><a href="/">Start</a></li><li><a href="/sport/">Sport</a></li><li><a href="/kultur/">Kultur</a></li></ul></nav>
<div class="cookie-banner">Wir verwenden Cookies. <button>Einverstanden</button></div>
<article>
<h1>Die Brücke bleibt bis Mai
  gesperrt</h1>
<p>Die Brücke über die Elbe bleibt bis&nbsp;Mai gesperrt, teilte die Stadt
am Donnerstag mit. „Wir haben <b>elf Risse</b> gefunden“, sagte die Sprecherin.<br>Gemessen wird jede Woche.</p>
<h2>Umleitung über die Südbrücke</h2>
<p>Der Umbau kostet 4,5&nbsp;Millionen Euro, doppelt so viel wie geplant. Der Verkehr wird über die
Südbrücke geführt, die dafür eine Spur mehr erhält.</p>
<blockquote><p>Wir bitten alle um Geduld.</p></blockquote>
<ul><li>Busse fahren <em>weiter</em>.</li><li>Räder dürfen hinüber.</li></ul>
<table><tr><th>Tag</th><th>Autos</th></tr><tr><td>Montag</td><td>12.000</td></tr></table>
<p>Im Mai soll neu gemessen werden, hieß es aus dem Rathaus; dann entscheidet der Rat.</p>
</article>
<aside><h3>Mehr zum Thema</h3><a href="/a">Fähre fährt wieder</a></aside>
<footer>Impressum</footer>
<script>document.write("never run")</script>
</body></html>
"""

# trafilatura keeps no-break spaces in paragraphs with markup in them and makes plain ones of all others.
NEWSPAPER_TEXT = """\
Die Brücke bleibt bis Mai gesperrt

Die Brücke über die Elbe bleibt bis\u00a0Mai gesperrt, teilte die Stadt am Donnerstag mit. „Wir haben elf Risse gefunden“, sagte \
die Sprecherin. Gemessen wird jede Woche.

Umleitung über die Südbrücke

Der Umbau kostet 4,5 Millionen Euro, doppelt so viel wie geplant. Der Verkehr wird über die Südbrücke geführt, die dafür \
eine Spur mehr erhält.

Wir bitten alle um Geduld.

Busse fahren weiter.

Räder dürfen hinüber.

Tag\tAutos

Montag\t12.000

Im Mai soll neu gemessen werden, hieß es aus dem Rathaus; dann entscheidet der Rat.
"""

BLOG = """\
<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Why the mill closed - Notes from the valley</title>
<meta property="og:title" content="Why the mill closed">
<meta property="og:site_name" content="Notes from the valley">
<meta property="og:url" content="/2023/11/mill/">
<meta property="og:locale" content="en_GB">
<meta property="article:published_time" content="2023-11-05T07:15:00Z">
<meta name="author" content="Rosalind Achterberg">
</head><body>
<header><h1>Notes from the valley</h1><a href="/about">About</a></header>
<main class="post"><h2 class="entry-title">Why the mill closed</h2>
<p>The mill by the weir closed on Friday after a hundred and twelve years. Its last owner said that the river had become
“too quiet in summer and too loud in winter”.</p>
<p>Some in the village doubt it. The books, which I was shown, have a different story to tell: three bad contracts, and a loan
at 9.5 per cent.</p></main>
<footer>All rights reserved</footer></body></html>
"""

SINGLEFILE = """\
<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile\x20
 url: https://harbour.example/news/crane?ref=home\x20
 saved date: Thu Dec 30 2021 09:10:11 GMT+0100 (Central European Standard Time)
--><meta charset=utf-8>
<title>Crane falls into harbour</title>
<meta name=date content=2021-12-29>
<style>.a{background:url(data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB)}</style>
<body><article><h1>Crane falls into harbour</h1>
<img src="data:image/png;base64,PICTURE" alt=Crane>
<p>A crane fell into the harbour on Wednesday night. Nobody was near it, the harbour master said, and no ship was struck.
<p>It weighed 340 tonnes. Divers will look at it when the wind has dropped, not before Sunday.
</article></body></html>
""".replace("PICTURE", "iVBORw0KGgo" * 1_200_000)

CYRILLIC = """\
<html lang="ru"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Мост закрыт</title></head>
<body><div id="content"><h1>Мост закрыт до мая</h1>
<p>Мост через реку закрыт до мая, сообщили в среду в мэрии. «Мы нашли трещины», — сказала пресс-секретарь.</p>
<p>Движение пустили в объезд, через Южный мост. Ремонт обойдётся в 4,5 миллиона.</p></div></body></html>
"""

BROKEN = """\
<html><head><title>Storm over the bay</title><body><div><article><h1>Storm over the bay</h1>
<p>The storm came over the bay at noon<b>, and by two the <i>ferries had stopped</b>. Forty people spent the night there.</i>
<p>“We had soup &amp; blankets,” said the warden &#8212; “and nobody complained”.</div></p></table></td>
<p>The first ferry left at six in the morning, with the mail and most of them aboard.
<script>if (1 < 2) { document.write("</p>
"""

EMPTY = "<!DOCTYPE html><html><head><title>Nothing</title></head><body></body></html>"

NAVIGATION = (
    "<html><head><title>Portal</title></head><body><header><h1>Portal</h1></header><nav><ul>"
    + "".join(f'<li><a href="/{n}/">Section {n}</a></li>' for n in range(30))
    + '</ul></nav><div class="menu">'
    + "".join(f'<a href="/t/{n}/">Topic {n}</a> ' for n in range(30))
    + "</div><footer>Imprint</footer></body></html>"
)


def mhtml(html: str, charset: str = "utf-8", *, date: str = "Thu, 30 Dec 2021 09:10:11 +0100") -> bytes:
    """The page as Chrome saves it, with a picture."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://valley.example/2023/11/mill/"
    message["Subject"] = "Why the mill closed"
    message["Date"] = date
    message.set_content(html, subtype="html", charset=charset, cte="quoted-printable")
    message.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<picture>")
    message.set_boundary("----MultipartBoundary--0123456789----")
    return message.as_bytes()


ATOM = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>Valley &amp; Weir</title><id>urn:example:feed</id><updated>2024-03-15T06:00:00Z</updated>
  <entry>
    <title type="html">The &lt;em&gt;old&lt;/em&gt; lock reopens</title>
    <id>urn:example:1</id><link href="https://valley.example/lock"/>
    <published>2024-03-14T23:30:00-05:00</published><updated>2024-03-15T05:00:00Z</updated>
    <author><name>Rosalind Achterberg</name></author><author><name>Ivo Brandt</name></author>
    <content type="html" xml:lang="en-GB">&lt;p&gt;The lock opened on Thursday.&lt;br&gt;Twelve boats went through.&lt;/p&gt;
      &lt;script&gt;alert(1)&lt;/script&gt;&lt;ul&gt;&lt;li&gt;Soup &amp;amp; bread&lt;/li&gt;&lt;/ul&gt;</content>
  </entry>
  <entry>
    <title>Low water</title><id>https://valley.example/low</id><updated>2024-03-12T08:00:00Z</updated>
    <summary>The river is at 40 cm &lt; 50 cm.</summary>
  </entry>
  <entry><title/><id>urn:example:3</id><updated>2024-03-11T08:00:00Z</updated></entry>
</feed>
"""

RSS = """\
<?xml version="1.0" encoding="windows-1251"?>
<rss version="2.0"><channel><title>Вестник</title><link>https://vestnik.example/</link><language>ru</language>
<item><title>Мост закрыт</title><link>https://vestnik.example/most</link><pubDate>Thu, 14 Mar 2024 23:30:00 -0500</pubDate>
<description><![CDATA[<p>Мост закрыт до мая.</p><p>Объезд через Южный мост.</p>]]></description></item>
</channel></rss>
"""

RDF = """\
<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://archive.example/"><title>Archive</title><link>https://archive.example/</link></channel>
<item rdf:about="https://archive.example/7"><title>A letter found</title><link>https://archive.example/7</link>
<description>A letter of 1911 was found in a wall.</description><dc:date>2024-03</dc:date><dc:creator>M. Ode</dc:creator></item>
</rdf:RDF>
"""
