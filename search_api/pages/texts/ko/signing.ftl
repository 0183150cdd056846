# Signing in with a key.
signed-in-as = { $name } 이름으로 로그인됨
account = 로그인됨:
role-reader = 읽기 가능
role-curator = 읽기, 올리기, 색인 가능
role-admin = 모든 작업 가능
go-on = 계속하기
sign-in-help = 받으신 접근 키(sdgs_로 시작)를 붙여 넣으십시오.
key = 접근 키
key-refused = 이 키는 쓸 수 없습니다. 잘못 입력했거나 만료되었거나 취소되었습니다.
sign-in-note = 키는 이 브라우저의 쿠키에 30일 동안 또는 로그아웃할 때까지 보관됩니다.
sign-in-otherwise = 다른 키로 로그인
