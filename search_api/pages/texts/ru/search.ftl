# The search page.
start-title = Найдите нужный фрагмент и его страницу
question = Ваш вопрос на любом из шести языков
question-example = Как NEASPEC борется с пыльными бурями?
examples = Например
by-goal = Или начните с одной из целей
filters = Фильтры
results = Результаты
results-for = Результаты по запросу «{ $question }»
all-passages = Все фрагменты
total = { $count ->
    [one] { $count } фрагмент
    [few] { $count } фрагмента
   *[many] { $count } фрагментов
}
folded = и ещё { $count } с тем же содержанием
took = за { $ms } мс
no-answer = Вероятно, ответа на этот вопрос здесь нет
no-answer-help = Ниже — самое близкое по смыслу. Попробуйте другие слова, уберите часть фильтров или посмотрите внизу, что не удалось прочитать.
corrected = Показаны результаты по запросу «{ $read }»: слова «{ $typed }» нет ни в одном докладе.
as-typed = Искать «{ $typed }»
loosened = Фразы «{ $phrase }» нет ни в одном фрагменте; поиск выполнен по её словам.
also-asked-for = { $count ->
    [one] Учтены и другие названия { $count } понятия из запроса
    [few] Учтены и другие названия { $count } понятий из запроса
   *[many] Учтены и другие названия { $count } понятий из запроса
}
only-as-typed = Искать только введённые слова
stated = названо в тексте
inferred = определено с указанной вероятностью
facet-sdg = Цели и задачи
facet-mechanism = Механизмы сотрудничества
facet-topic = Темы
facet-country = Страны
facet-document = Доклады
facet-year = Годы
facet-language = Языки текста
more-choices = Ещё { $count }
download-results = Скачать эти результаты
same-elsewhere = { $count ->
    [one] То же сказано ещё в { $count } месте
    [few] То же сказано ещё в { $count } местах
   *[many] То же сказано ещё в { $count } местах
}
see-on-page = На странице
permalink = Постоянная ссылка
into-basket = В подборку
out-of-basket = Убрать из подборки
on-page = с. { $label }
on-pages = с. { $first }–{ $last }
on-slide = слайд { $label }
in-paragraph = абз. { $number }
coverage = Поиск охватывает { $documents ->
    [one] { $documents } доклад
    [few] { $documents } доклада
   *[many] { $documents } докладов
}, { $pages ->
    [one] { $pages } страницу
    [few] { $pages } страницы
   *[many] { $pages } страниц
}
coverage-silent = { $pages ->
    [one] { $pages } страница без текста
    [few] { $pages } страницы без текста
   *[many] { $pages } страниц без текста
}, { $files ->
    [one] { $files } непрочитанный файл
    [few] { $files } непрочитанных файла
   *[many] { $files } непрочитанных файлов
}
chosen-filters = Выбранные фильтры
not = кроме
remove-filter = Снять фильтр «{ $filter }»
sort-by = Сортировка
sort-relevance = по релевантности
sort-reading = по порядку в тексте
sort-newest = сначала новые
sort-oldest = сначала старые
mentions = Упоминания
mentions-any = все
mentions-stated = названо в тексте
mentions-inferred = определено
explain = Объяснить порядок
explain-off = Скрыть объяснения
why = Почему этот фрагмент
why-not-ranked = Ни слова, ни смысл не близки к вопросу; фрагмент следует в порядке чтения.
why-meaning = Смысл, близкий к вопросу
why-words = Слова вопроса
why-entities = Общие названия и цели
why-demotion = Заголовок, сноска на источник или короткая строка
why-report = Другие фрагменты доклада
why-neighbour = Лучший фрагмент рядом
why-reranker = Прочитано вместе с вопросом
signal = Признак
rank = Место
adds = Вклад
score = Итог
suggestions = Названия и темы для фильтра
