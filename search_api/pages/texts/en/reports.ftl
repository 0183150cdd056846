# The list of reports, and one report.
library-line = { $documents ->
    [one] { $documents } report
   *[other] { $documents } reports
}, { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}, { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
}
hand-in = Upload reports
hand-in-help = PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, text or a scanned picture.
hand-in-takes = Uploading takes a key with the role curator.
drop-here = You can also drop files here.
files = Files
label = Label
label-help = public: everyone may read it. Any other label: only keys that have it.
label-is = Label: { $label }
upload = Upload
upload-waiting = Waiting
upload-done = Received, waits to be indexed
upload-known = Already indexed
upload-failed = Not accepted:
upload-job = See how far the indexing is
handed-in = What became of your files
no-files = No file was chosen.
to-the-report = To the report
find-reports = Words of the title, publisher or file name
report-language = Language
any = any
year-from = From year
year-to = To year
sort = Sort by
find = Find
reports-found = { $count ->
    [one] { $count } report
   *[other] { $count } reports
}
all-reports = All reports
list-title = Report
list-year = Year
list-language = Language
list-format = Format
list-pages = Pages
list-silent = Pages without text
list-passages = Passages
list-grade = Quality
grade-good = good
grade-fair = fair
grade-poor = poor
grade-none = no text
grade-good-help = The text can be relied on as it is.
grade-fair-help = Compare a quote with its page before you use it.
grade-poor-help = The text can hardly be relied on.
grade-none-help = There is no text that could be searched.
of-them-silent = ({ $count } without text)
older-edition = older edition
also-as = Also:
silent = What could not be read
silent-help = No search finds what stands here.
nothing-silent = Everything could be read.
pages-without-text = Pages without text
unread-files = Files that could not be read
tries = { $count ->
    [one] tried once
   *[other] tried { $count } times
}
set-aside = set aside: not tried any more
try-again = Try again
forget = Forget this file
withdrawn-reports = Withdrawn reports
restore = Restore
search-here = Search in this report
original-file = Original file
published-at = Published at
how-cited = How to cite it
about-report = About this report
publisher = Publisher
file-name = File
size-line = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}, { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
}
extent = Extent
read-from-pictures = { $count ->
    [one] { $count } page was read from a picture
   *[other] { $count } pages were read from pictures
}
editions = Editions and languages
newer-edition = There is a later edition of this report.
outline = Outline
no-outline = No headings were found in it.
profile = What it is about
profile-help = Counts are passages; each leads to them.
goals-of-report = The goals in this report, by passages
pages-heading = Pages
page-numbered = Page { $label }
without-text = without text
decide = Decide on this report
set-label = Set label
withdraw = Withdraw
withdraw-help = Nobody finds it any more; the file is kept, and it can be restored.
reason = Reason
link-edition = Link as edition
edition-of = Edition or another language of (id of a report)
unlink-edition = Take the link out
report-id = Id
