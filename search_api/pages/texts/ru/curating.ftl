# The vocabulary, and the questions of the gate.
entries = { $count ->
    [one] { $count } статья в словаре
    [few] { $count } статьи в словаре
   *[many] { $count } статей в словаре
}
suggested = Названия, которых нет в словаре
suggested-help = Эти сокращения определены в докладах; сначала самые частые.
nothing-suggested = Предложить нечего.
more-suggested = Не показано: { $count }.
uses = { $count ->
    [one] { $count } употребление
    [few] { $count } употребления
   *[many] { $count } употреблений
}
in-so-many-reports = { $count ->
    [one] в { $count } докладе
    [few] в { $count } докладах
   *[many] в { $count } докладах
}
accept-as = Включить в словарь
accept = Включить
kind = Вид
new-mechanism = Механизм сотрудничества
new-agreement = Соглашение
new-programme = Программа
new-forum = Форум
new-organization = Организация
new-topic = Тема
shown-as = Показывать как
full-name = Полное название по-английски
short-form = Сокращение
short-form-of = Добавить как сокращение для { $name }
own-entries = Добавлено здесь
own-help = Они действуют со следующей индексации.
vocabulary-changed = Словарь изменён
take-out = Убрать
gate-questions = Контрольные вопросы
questions-help = Каждый новый индекс проверяют этими вопросами, прежде чем он начнёт действовать.
no-questions-set = Файл вопросов не задан. Укажите его в настройке
limits = Нужно достичь:
ask-them = { $count ->
    [one] Задать { $count } вопрос
    [few] Задать { $count } вопроса
   *[many] Задать { $count } вопросов
}
ask-them-help = действующему индексу; это может занять минуту.
measured = Как отвечает действующий индекс
below-limits = Ниже порога:
limits-kept = Все пороги выдержаны.
failures = { $count ->
    [one] { $count } вопрос, ответ на который не первый
    [few] { $count } вопроса, ответ на которые не первый
   *[many] { $count } вопросов, ответ на которые не первый
}
all-languages = все вместе
the-questions = Вопросы
nothing-answers = ответа нет
