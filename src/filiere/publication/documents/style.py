"""The one stylesheet of the house's documents: A4, one accent, rules and white space, no picture but the code."""

CSS = """
@page {
  size: A4; margin: 19mm 20mm 28mm 20mm;
  @top-left { content: element(head); vertical-align: bottom; padding-bottom: 5mm; width: 100%; }
  @bottom-left { content: element(foot); vertical-align: top; padding-top: 3mm; width: 82%; }
  @bottom-right {
    content: element(folio); vertical-align: top; padding-top: 3mm; width: 18%; text-align: right;
  }
}
html { font: 9.6pt/1.5 "Noto Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; color: #15191c; }
html { hyphens: auto; font-variant-numeric: lining-nums; }
body { margin: 0; overflow-wrap: anywhere; }
h1, h2, h3, .large { font-family: Charter, "Charis SIL", "Noto Serif", "DejaVu Serif", Georgia, serif; hyphens: none; }
h1 { font-size: 20pt; line-height: 1.18; margin: 0 0 2mm; }
h2 { font-size: 12.5pt; line-height: 1.25; margin: 6mm 0 1.5mm; padding-top: 2mm; border-top: .6pt solid #0a5566; }
h3 { font-size: 10.4pt; margin: 5mm 0 1mm; }
h2, h3 { break-after: avoid; }
p { margin: 0 0 2mm; orphans: 3; widows: 3; }
ul, ol { margin: 0 0 2mm; padding-left: 5mm; }
li { margin-bottom: .8mm; }
.kicker { font-size: 8.6pt; letter-spacing: .04em; color: #0a5566; margin: 0 0 1.5mm; }
.lead { font-size: 11pt; color: #4a545a; margin-bottom: 4mm; }
.note, figcaption { font-size: 8.2pt; line-height: 1.42; color: #4a545a; }
.fict { border: .8pt solid #9a3311; color: #9a3311; padding: 1.2mm 2.4mm; font-size: 8.6pt; margin: 0 0 4mm; }
.outcome { border-left: 2.4pt solid #0a5566; padding: .6mm 0 .6mm 4mm; margin: 3mm 0; font-size: 12pt; }
.quoted { border-left: .8pt solid #d3d9d9; padding-left: 4mm; }
code { font: 7.6pt/1.5 "Liberation Mono", "DejaVu Sans Mono", monospace; hyphens: none; }
dl { margin: 0 0 3mm; }
dl.facts > div { display: flex; border-bottom: .4pt solid #d3d9d9; padding: .8mm 0; break-inside: avoid; }
dl.facts dt { flex: 0 0 46mm; color: #4a545a; }
dl.facts dd { flex: 1; margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 3mm; font-size: 8.8pt; line-height: 1.4; }
caption { text-align: left; font-size: 8.6pt; color: #4a545a; padding-bottom: 1mm; }
th, td { text-align: left; vertical-align: top; padding: 1.3mm 2.5mm 1.3mm 0; border-bottom: .4pt solid #d3d9d9; }
thead th { border-bottom: .8pt solid #15191c; font-weight: 700; }
th { hyphens: none; overflow-wrap: break-word; }
tbody th { font-weight: 400; }
tr { break-inside: avoid; }
th.n, td.n { text-align: right; padding-right: 0; padding-left: 2.5mm; font-variant-numeric: tabular-nums; }
th.n, td.n { overflow-wrap: normal; white-space: nowrap; }
tr.sum td, tr.sum th { border-top: .8pt solid #15191c; font-weight: 700; }
th.n + th:not(.n), td.n + td:not(.n) { padding-left: 5mm; }
img.chart { display: block; width: 84mm; }
dl.facts a { color: inherit; }
.translated { break-before: page; }
h2.title { font-size: 20pt; line-height: 1.18; margin: 0 0 2mm; padding: 0; border: 0; }
img.bar { display: block; width: 44mm; height: 4.4mm; }
.address { margin: 0 0 6mm 95mm; }
.signed { margin-top: 8mm; break-inside: avoid; }
.keep { break-inside: avoid; }
.easy { font-size: 11pt; line-height: 1.25; hyphens: none; }
.easy h2 { font-size: 13pt; margin: 2mm 0 .8mm; padding-top: 1.2mm; } .easy ul { margin: 0; padding-left: 5mm; }
.easy li { margin: .6mm 0; }
.easy table { font-size: 11pt; } .easy th { width: 28mm; } .easy .large { font-size: 18pt; margin: 0 0 1mm; }
.easy .aside { font-size: 9pt; color: #4a545a; }
.pair { display: flex; gap: 8mm; } .pair > div { flex: 1; }
.next-page { break-before: page; }
.line { border-bottom: .4pt solid #4a545a; padding-top: 11mm; font-size: 8.2pt; color: #4a545a; }
#head { position: running(head); font-size: 7.8pt; color: #4a545a; }
#head b { color: #0a5566; }
#foot { position: running(foot); font-size: 6.6pt; line-height: 1.5; color: #4a545a; }
#foot code { font-size: 6pt; }
#folio { position: running(folio); font-size: 7.8pt; color: #4a545a; text-align: right; }
#folio .here::before { content: counter(page); }
#folio .all::before { content: counter(pages); }
.large { font-size: 26pt; line-height: 1.15; font-weight: 700; margin: 2mm 0 4mm; }
.number { font-size: 15pt; letter-spacing: .04em; }
.until { font-size: 13pt; margin: 4mm 0; }
.proof { display: flex; gap: 8mm; margin-top: 6mm; border-top: .6pt solid #0a5566; padding-top: 4mm; }
.proof img { width: 34mm; height: 34mm; }
.proof > div { flex: 1; }
"""
