"""Exports of well-known programs, as they write them, with invented people."""

GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Label,Address 1 - Country\r\n"
    'Zoë,Ann,Exemple,,,,,,,,Radio Example,Editor,News,1980-01-01,"Likes: tea\nFax: none",https://example.org/p,'
    "* myContacts ::: Press Africa,* Work,zoe@example.org ::: z@example.com,Home,zoe@example.net,Mobile,"
    "+1 202 555 0100 ::: +1 202 555 0101,Work,KE\r\n"
    ",,,,,,,,,,,,,,,,* myContacts,,,* Other,second@example.org,,,,\r\n"
    "Phone,,Only,,,,,,,,,,,,,,* myContacts,,,,,Mobile,+1 202 555 0102,,\r\n"
)
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Initials,Nickname,Birthday,Gender,Location,Occupation,"
    "Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,"
    "Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title,Notes\n"
    "Ana Ruiz,Ana,,Ruiz,,,,,,,,es,,* myContacts ::: Press,* Work,ana@example.org,Home,ana@example.net,Mobile,"
    "+1 202 555 0100,,Radio Example,Reporter,\n"
)
OUTLOOK = (
    '"First Name","Middle Name","Last Name","Title","Suffix","Nickname","E-mail Address","E-mail 2 Address",'
    '"Home Phone","Business Phone","Mobile Phone","Company","Job Title","Department","Business Street","Business City",'
    '"Business Country/Region","Birthday","Notes","Categories"\r\n'
    '"Jürgen","","Müller","Dr.","","","j.mueller@example.org","jm@example.net","+1 202 555 0101","","+1 202 555 0102",'
    '"Wire Example","Editor","News","1 Example Street","Berlin","Germany","1/1/1980","Met in Geneva","Health;Water"\r\n'
)
MAILCHIMP = (
    "Email Address,First Name,Last Name,Desk,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,"
    "LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
    "ana@example.org,Ana,Ruiz,Health,2,2024-01-01 10:00:00,192.0.2.1,2024-01-01 10:00:00,192.0.2.1,0,0,1,2,"
    'America/Somewhere,us,CA,2024-01-01 10:00:00,1,abc,,"""press"",""africa"""\n'
)
MAILCHIMP_GONE = {"UNSUB_TIME": "2024-02-02 09:00:00", "CLEAN_TIME": "2024-03-03 09:00:00"}
LISTMONK = (
    "uuid,email,name,attributes,status,created_at,updated_at\n"
    '8f0e,ana@example.org,Ana Ruiz,"{""city"": ""Bern"", ""outlet"": ""Radio Example"", ""lang"": [""fr"", ""en""],'
    ' ""visits"": 3, ""none"": null}",enabled,2024-01-01 00:00:00,2024-01-01 00:00:00\n'
    "8f0f,ben@example.org,Ben,{},blocklisted,,\n"
    "8f10,cid@example.org,Cid,{},disabled,,\n"
    "8f11,dan@example.org,Dan,{broken,enabled,,\n"
)
CISION = (
    "Media list: Health,,,,,,,\n\n"
    "Outlet Name,Contact Name,Contact Title,Contact Email,Contact Phone,Subjects,Media Type,Outlet Email\n"
    'Radio Example,Ana Ruiz,Editor,ana@example.org,+1 202 555 0100,"Health, Water",Radio,desk@example.org\n'
    "Wire Example,,,,,,Agency,news@example.com\n"
)
