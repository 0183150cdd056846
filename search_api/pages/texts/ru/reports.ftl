# The list of reports, and one report.
library-line = Докладов: { $documents }, страниц: { $pages }, фрагментов: { $passages }
hand-in = Загрузить доклады
hand-in-help = PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, текст или скан.
hand-in-takes = Для загрузки нужен ключ с ролью curator.
drop-here = Файлы можно и перетащить сюда.
files = Файлы
label = Метка
label-help = public — читать могут все; с любой другой меткой — только владельцы ключей с ней.
label-is = Метка: { $label }
upload = Загрузить
upload-waiting = Ожидает
upload-done = Получен, ждёт индексации
upload-known = Уже проиндексирован
upload-failed = Не принят:
upload-job = Как идёт индексация
handed-in = Что стало с Вашими файлами
no-files = Файлы не выбраны.
to-the-report = К докладу
find-reports = Слова из названия, издателя или имени файла
report-language = Язык
any = любой
year-from = С года
year-to = По год
sort = Сортировать
find = Найти
reports-found = { $count ->
    [one] { $count } доклад
    [few] { $count } доклада
   *[many] { $count } докладов
}
all-reports = Все доклады
list-title = Доклад
list-year = Год
list-language = Язык
list-format = Формат
list-pages = Страницы
list-silent = Страницы без текста
list-passages = Фрагменты
list-grade = Качество
grade-good = хорошее
grade-fair = среднее
grade-poor = плохое
grade-none = нет текста
grade-good-help = На текст можно полагаться как есть.
grade-fair-help = Перед цитированием сверьте текст со страницей.
grade-poor-help = На текст почти нельзя полагаться.
grade-none-help = Текста для поиска нет.
of-them-silent = ({ $count } без текста)
older-edition = прежнее издание
also-as = Также:
silent = Что не удалось прочитать
silent-help = Поиск не находит того, что здесь перечислено.
nothing-silent = Прочитано всё.
pages-without-text = Страницы без текста
unread-files = Непрочитанные файлы
tries = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[many] { $count } попыток
}
set-aside = отложен: попыток больше не будет
try-again = Попробовать снова
forget = Забыть этот файл
withdrawn-reports = Снятые доклады
restore = Вернуть
search-here = Искать в этом докладе
original-file = Исходный файл
published-at = Опубликован
how-cited = Как цитировать
about-report = О докладе
publisher = Издатель
file-name = Файл
size-line = страниц: { $pages }, фрагментов: { $passages }
extent = Объём
read-from-pictures = { $count ->
    [one] { $count } страница распознана с изображения
    [few] { $count } страницы распознаны с изображений
   *[many] { $count } страниц распознано с изображений
}
editions = Издания и языки
newer-edition = Есть более новое издание этого доклада.
outline = Содержание
no-outline = Заголовки не найдены.
profile = О чём он
profile-help = Числа — фрагменты; по ссылке их можно увидеть.
goals-of-report = Цели в этом докладе, по числу фрагментов
pages-heading = Страницы
page-numbered = Страница { $label }
without-text = без текста
decide = Решения по докладу
set-label = Назначить метку
withdraw = Снять
withdraw-help = Его больше никто не найдёт; файл останется, доклад можно вернуть.
reason = Причина
link-edition = Связать как издание
edition-of = Издание или другой язык доклада (его идентификатор)
unlink-edition = Убрать связь
report-id = Идентификатор
