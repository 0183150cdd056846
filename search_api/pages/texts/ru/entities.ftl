# Names and topics, the matrix, the wheel of the goals.
wheel = Фрагменты по каждой цели
as-table = Показать в виде таблицы
column-goal = Цель
column-passages = Фрагменты
column-reports = Доклады
column-name = Название
column-kind = Вид
column-year = Год
entities-lead = Цели, механизмы, соглашения, организации, страны и темы, о которых говорится в докладах, под всеми их названиями.
entity-search = Название или сокращение на любом из шести языков
entity-search-example = Например: амурский тигр, песчаные бури
entity-find = Найти
entity-kinds = Виды названий
all-kinds = Все виды
kind-sdg = Цели и задачи
kind-mechanism = Механизмы сотрудничества
kind-agreement = Соглашения
kind-programme = Программы
kind-forum = Форумы
kind-organization = Организации
kind-country = Страны и территории
kind-topic = Темы
kind-of-sdg = Цель или задача
kind-of-mechanism = Механизм
kind-of-agreement = Соглашение
kind-of-programme = Программа
kind-of-forum = Форум
kind-of-organization = Организация
kind-of-country = Страна или территория
kind-of-topic = Тема
targets = { $count ->
    [one] { $count } задача
    [few] { $count } задачи
   *[many] { $count } задач
}
names-found = { $count ->
    [one] { $count } название
    [few] { $count } названия
   *[many] { $count } названий
}
no-names = Такого названия здесь нет. Введите меньше букв или попробуйте другой язык.
names-mentioned = Показано только то, что упоминается в докладах.
names-show-all = Показать и остальное
names-all = Показано всё, в том числе то, что в докладах не упоминается.
names-only-mentioned = Показать только упоминаемое
crumbs = Вы здесь
in-reports = { $count ->
    [one] в { $count } докладе
    [few] в { $count } докладах
   *[many] в { $count } докладах
}
stated-count = { $count } — названо в тексте
inferred-count = { $count } — по смыслу
inferred-short = по смыслу
only-inferred = только по смыслу
not-mentioned = Ни в одном фрагменте об этом не говорится.
by-year = По годам докладов
by-year-title = «{ $name }»: фрагменты по годам докладов
by-report = По докладам
report = Доклад
named-beside = В тех же фрагментах названы
facts = Сведения
called = Названия
translated-here = перевод наш; опубликованного названия не найдено
other-names = { $count ->
    [one] ещё { $count } название
    [few] ещё { $count } названия
   *[many] ещё { $count } названий
}
acronyms = Сокращения
began = Начало
members = Участники
serves = Служит целям
belongs-to = Относится к
has-below = Включает
below-in-matrix = Посмотреть в матрице
website = Сайт
linked-data = Связанные данные ООН
entity-id = Для программ
its-passages = Фрагменты
search-among = Искать среди этих фрагментов
named-too = также названо: { $name }
take-back = убрать
entity-order = Порядок
order-reading = Как в докладах
order-relevance = Сначала самые близкие
which-mentions = Какие упоминания
basis-any = Все
basis-stated = Названное в тексте
basis-inferred = По смыслу
matrix-title = { $rows } × { $cols }
matrix-lead = Число фрагментов, в которых упомянуто и то и другое. Число ведёт к этим фрагментам; пустая ячейка — пробел в докладах.
matrix-rows = Строки
matrix-cols = Столбцы
matrix-years = Год доклада
all-years = Все годы
one-year = Один год
matrix-show = Показать
matrix-scale = Фрагментов:
matrix-total = Всего
matrix-totals-help = Итоги — это все фрагменты с упоминанием, а не суммы ячеек.
matrix-empty = Не показано: { $count } без единого упоминания.
matrix-rare = Таблица была бы слишком велика: не показано { $count } с наименьшим числом упоминаний.
matrix-nothing = Ни в одном фрагменте ничего из этого не упомянуто.
matrix-part = Подсчёт только по части докладов.
matrix-whole = Считать по всем
targets-of = Задачи цели { $name }
below-of = Части: { $name }
