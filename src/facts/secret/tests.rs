use super::*;

fn encoded(text: &str) -> String {
    STANDARD.encode(text)
}

#[test]
fn all_patterns_compile() {
    for pattern in PATTERNS.iter().chain([&ASSIGNMENT, &RUN]) {
        assert!(pattern.regex().is_some(), "{}", pattern.text);
        assert!(pattern.words.iter().all(|word| *word == word.to_ascii_lowercase()), "{:?}", pattern.words);
    }
}

/// Put together at run time, so that scanners of this repository find nothing in it.
fn made(parts: &[&str]) -> String {
    parts.concat()
}

#[test]
fn credentials_are_found() {
    let pem = made(&["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEow\n-----END RSA ", "PRIVATE KEY-----"]);
    let jwt = made(&["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".dozjgNryP4J3jVmNHl0w5N"]);
    let cases = [
        pem.clone(),
        made(&["{\"key\": \"-----BEGIN ", "PRIVATE KEY-----\\nMIIEow"]),
        made(&["id = AK", "IAQ3EGUZ7LXN2TWP5B"]),
        format!("Authorization: Bearer {jwt}"),
        made(&["ghp", "_0123456789abcdefghijABCDEFGHIJ012345"]),
        made(&["glpat", "-abcdefghij0123456789"]),
        "password=hunter2!".into(),
        "DB_PASSWORD: 'correct horse'".into(),
        r#"{"adminPassword": "Passw0rd"}"#.into(),
        r#"{\"password\": \"Passw0rd\"}"#.into(),
        "mysql --password Tiger123".into(),
        "export PGPASSWORD=Tiger123; psql".into(),
        "echo 'root:Tiger123' | chpasswd".into(),
        "echo Tiger123 | passwd --stdin opc".into(),
        "sshpass -p Tiger123 ssh opc@10.0.0.1".into(),
        "curl -s -u admin:Tiger123 https://host/".into(),
        "git clone https://bot:Tiger123@host/repo.git".into(),
        "passwd: $6$rounds=4096$dGVzdHNhbHQ$0123456789abcdef0123".into(),
        "api_key = \"f81d4fae7dec11d0a76500a0c91e6bf6\"".into(),
        "client_secret: 8Q~aB3xY7zK1mN5pR9tV2wC4".into(),
        made(&["aws_secret_access_key=wJalrXUtnFEMI7K7MDENG2bPxRfiCY", "KEYKEY1234"]),
        "oci_auth_token = 'q9ZyW2;x'\ntoken=A1b2C3d4E5f6G7h8I9".into(),
    ];
    for case in &cases {
        assert!(found(case), "missed: {case}");
        assert!(found(&encoded(&format!("#!/bin/bash\n{case}\n"))), "missed in base64: {case}");
    }
}

#[test]
fn a_public_key_that_is_not_known_is_no_credential() {
    let ask = |name: &str, value: Value| judge(None, &Value::object([(name, value)]));
    assert_eq!(ask("ssh_authorized_keys", Value::waiting("var.key")), Some(false));
    assert_eq!(ask("ssh-public-key", Value::waiting("var.key")), Some(false));
    assert_eq!(ask("user_data", Value::waiting("var.data")), None);
    assert_eq!(ask("ssh_private_key", Value::waiting("var.key")), None);
    let private = made(&["-----BEGIN OPENSSH PRIVATE", " KEY-----\nb3BlbnNzaC1rZXk\n"]);
    assert_eq!(ask("ssh_authorized_keys", private.as_str().into()), Some(true));
    let both = [("ssh_authorized_keys", Value::waiting("var.key")), ("user_data", Value::waiting("var.data"))];
    assert_eq!(judge(None, &Value::object(both)), None);
}

#[test]
fn what_only_looks_like_one_is_not() {
    let cases = [
        "",
        "#cloud-config\npackages:\n  - httpd\nssh_pwauth: false\nlock_passwd: true",
        "password=${DB_PASSWORD}",
        "password=$DB_PASSWORD",
        "password: \"{{ vault_password }}\"",
        "password = var.db_password",
        "password=<your password>",
        "password: YOUR_PASSWORD_HERE",
        "PASSWORD=$(oci secrets secret-bundle get --secret-id x)",
        "password = random_password.db.result()",
        "the password of the user is set at first login",
        "password_file=/run/secrets/db",
        "secret: my-app-tls",
        "token: ocid1.vaultsecret.oc1..aaaaaaaa1b2c3d4e5f6g7h8",
        "secret_name = \"production-db-2024\"",
        "secretName: tls-cert-2024-01-02-x",
        "token = true",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDK2 opc@host",
        "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
        "https://user@host/path",
        "https://registry:5000/image@sha256",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "fingerprint=20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34",
        "chpasswd: { expire: false }",
        "kms_key_id = ocid1.key.oc1.iad.abcdefghijklmnop.abuwcljr3bcd",
        "read -s password",
    ];
    for case in cases {
        assert!(!found(case), "false alarm: {case}");
        assert!(!found(&encoded(case)), "false alarm in base64: {case}");
        assert!(matches!(redact(case), Cow::Borrowed(_)));
    }
}

#[test]
fn only_the_secret_is_masked() {
    let cases = [
        ("user=a password=hunter2! host=b", "user=a password=(sensitive) host=b"),
        ("x: 'y'\nDB_PASSWORD: 'correct horse'\nz: 1", "x: 'y'\nDB_PASSWORD: '(sensitive)'\nz: 1"),
        ("git clone https://bot:Tiger123@host/repo.git", "git clone https://bot:(sensitive)@host/repo.git"),
        ("echo 'root:Tiger123' | chpasswd", "echo 'root:(sensitive)' | chpasswd"),
        ("ö password=Tigér123 ü", "ö password=(sensitive) ü"),
    ];
    for (text, masked) in cases {
        assert_eq!(redact(text), masked);
    }
    let inner = encoded("#!/bin/bash\nexport DB_PASSWORD=Tiger123\n");
    let outer = format!("write_files:\n- encoding: b64\n  content: {inner}\n  path: /x");
    assert_eq!(redact(&outer), "write_files:\n- encoding: b64\n  content: (sensitive)\n  path: /x");
}

#[test]
fn masking_leaves_nothing_behind() {
    let secret = "Zq8wXr5tKp2mLv9n";
    for text in [format!("token={secret}"), format!("a_password: \"{secret}\""), format!("db://u:{secret}@h")] {
        let masked = redact(&text);
        assert!(!masked.contains(secret) && masked.contains(MASK), "{masked}");
        // What is masked is not found again.
        assert!(!found(&masked), "{masked}");
    }
}

#[test]
fn compressed_user_data_is_opened() {
    use std::io::Write;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(b"#cloud-config\nchpasswd:\n  list: |\n    x\npassword: Tiger123\n").expect("in memory");
    let text = STANDARD.encode(gz.finish().expect("in memory"));
    assert!(found(&text));
    assert!(!found(&STANDARD.encode([0x1f, 0x8b, 1, 2, 3].repeat(20))));
}

fn ask(value: &Value) -> Value {
    call("found", std::slice::from_ref(value)).expect("a function").expect("no error")
}

#[test]
fn values_of_all_kinds() {
    let clean = Value::from("hello");
    let bad = Value::from("password=hunter2!");
    assert_eq!(ask(&clean).as_bool(), Some(false));
    assert_eq!(ask(&bad).as_bool(), Some(true));
    assert_eq!(ask(&Value::NULL).as_bool(), Some(false));
    assert_eq!(ask(&Value::from(1)).as_bool(), Some(false));
    let named = Value::object([("DB_PASSWORD", Value::from("Tiger123"))]);
    assert_eq!(ask(&named).as_bool(), Some(true));
    assert_eq!(ask(&Value::object([("DB_USER", Value::from("Tiger123"))])).as_bool(), Some(false));
    assert_eq!(ask(&Value::tuple(vec![Value::waiting("x.y"), bad.clone()])).as_bool(), Some(true));
    let open = ask(&Value::tuple(vec![Value::waiting("x.y"), clean]));
    assert!(open.is_unknown());
    assert_eq!(open.waits_for(), ["x.y".into()]);
    let partial: Value = Kind::Partial(vec![Value::from("hello")].into()).into();
    assert!(ask(&partial).is_unknown());
    assert!(ask(&bad.sensitive()).marks.sensitive);
    assert!(call("found", &[]).expect("a function").is_err());
    assert!(call("nothing", &[]).is_none());
}

#[test]
fn the_beginning_of_a_text_may_be_enough() {
    let begins = |text: &str| {
        let refinement = Refinement { prefix: Some(text.into()), ..Refinement::default() };
        ask(&Kind::Unknown(Unknown { refinement, ..Unknown::default() }.into()).into())
    };
    assert_eq!(begins("password=hunter2! host=").as_bool(), Some(true));
    // The word may go on, and end as a placeholder.
    assert!(begins("password=hunt").is_unknown());
    assert!(begins("password=").is_unknown());
}
