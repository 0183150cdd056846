# Signing in with a key.
signed-in-as = { $name }としてログイン中
account = ログイン中：
role-reader = 閲覧可
role-curator = 閲覧・登録・索引作成可
role-admin = すべての操作が可能
go-on = 続ける
sign-in-help = 受け取ったアクセスキー（sdgs_で始まります）を貼り付けてください。
key = アクセスキー
key-refused = このキーは使えません。入力の誤りか、期限切れか、取り消されています。
sign-in-note = キーはこのブラウザーのCookieに30日間、またはログアウトするまで保存されます。
sign-in-otherwise = 別のキーでログイン
