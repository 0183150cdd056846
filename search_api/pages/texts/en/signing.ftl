# Signing in with a key.
signed-in-as = Signed in as { $name }
account = Signed in:
role-reader = may read
role-curator = may read, upload and index
role-admin = may do everything
go-on = Continue
sign-in-help = Paste the access key that you were given. It begins with sdgs_.
key = Access key
key-refused = This key opens nothing: it is mistyped, expired or revoked.
sign-in-note = The key is kept in a cookie of this browser for 30 days, or until you sign out.
sign-in-otherwise = Sign in with another key
