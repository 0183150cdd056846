# Signing in with a key.
signed-in-as = 已登录：{ $name }
account = 已登录：
role-reader = 可阅读
role-curator = 可阅读、上传和编制索引
role-admin = 拥有全部权限
go-on = 继续
sign-in-help = 请粘贴您收到的访问密钥（以 sdgs_ 开头）。
key = 访问密钥
key-refused = 此密钥无效：可能有误、已过期或已被撤销。
sign-in-note = 密钥保存在本浏览器的 Cookie 中，有效期 30 天，退出后即删除。
sign-in-otherwise = 换用其他密钥登录
