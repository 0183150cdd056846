# Signing in with a key.
signed-in-as = Вы вошли как { $name }
account = Вход выполнен:
role-reader = может читать
role-curator = может читать, загружать и индексировать
role-admin = может всё
go-on = Продолжить
sign-in-help = Вставьте выданный Вам ключ доступа. Он начинается с sdgs_.
key = Ключ доступа
key-refused = Этот ключ не подходит: опечатка, истёк срок или он отозван.
sign-in-note = Ключ хранится в cookie этого браузера 30 дней или до выхода.
sign-in-otherwise = Войти с другим ключом
