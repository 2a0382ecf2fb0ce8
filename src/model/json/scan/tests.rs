use super::*;

fn checks(text: &str) -> bool {
    let mut scanner = Scanner::new(text);
    scanner.skip().is_ok_and(|raw| raw == text.trim()) && scanner.finish().is_ok()
}

/// Whatever is done to a text, both parsers agree on whether it is JSON.
#[test]
fn what_is_json_is_told_as_serde_json_does() {
    let whole = r#" {"a":[1,-0.5e+3,true,false,null,"x\"\\\u00e9\n",{"b":{},"c":[]},[[]],0],"key \u003c":"v, ]}" , "z" : { "y":[ ] } } "#;
    assert!(checks(whole));
    let mut seed = 7u64;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) as usize % n
    };
    let mut wrong = 0;
    for round in 0..60_000 {
        let pad = " ".repeat(round % 67);
        let mut text = format!("{pad}{whole}").into_bytes();
        for _ in 0..=random(2) {
            let at = pad.len() + random(text.len() - pad.len());
            let byte = b"\"\\{}[]:,0-.e1tn x\n\x01u"[random(20)];
            match random(3) {
                0 => text[at] = byte,
                1 => text.insert(at, byte),
                _ => drop(text.remove(at)),
            }
        }
        let Ok(text) = String::from_utf8(text) else { continue };
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        assert_eq!(checks(&text), theirs, "{text}");
        wrong += usize::from(!theirs);
    }
    assert!(wrong > 20_000);
    for end in 0..whole.trim_end().len() {
        assert!(whole.get(..end).is_none_or(|part| !checks(part)), "{end}");
    }
}

#[test]
fn members_are_read_by_name() {
    let text = r#"{"skip":{"a":[1,{}]},"n\u0061me" : "x\n" ,"raw": [1, 2] ,"list":["p",null],"on":true,"none":null}"#;
    let mut scanner = Scanner::new(text);
    let mut found = Vec::new();
    let names = ["name", "raw", "list", "on", "none"];
    let read = scanner.fields(&names, |s, name| {
        match name {
            "name" => found.push(s.text()?.unwrap().into_owned()),
            "raw" => found.push(s.raw()?.unwrap().to_string()),
            "list" => s.elements(|s| s.text().map(|t| found.push(format!("{t:?}"))))?,
            "on" => found.push(format!("{:?}", s.flag()?)),
            _ => found.push(format!("{:?}", s.raw()?)),
        }
        Ok(())
    });
    assert_eq!((read, scanner.finish()), (Ok(()), Ok(())));
    assert_eq!(found, ["x\n", "[1, 2]", "Some(\"p\")", "None", "Some(true)", "None"]);
}

#[test]
fn another_shape_is_told_from_broken_text() {
    let read = |text| Scanner::new(text).fields(&["a"], |s, _| s.text().map(drop));
    assert_eq!(read(r#"{"a":7}"#), Err(Fault::Shape { at: 5, what: "a string was expected, not a number".into() }));
    assert!(matches!(read(r#"{"a":"1","a":"2"}"#), Err(Fault::Shape { at: 9, .. })));
    assert!(matches!(read(r#"{"a":"\ud800"}"#), Err(Fault::Shape { at: 5, .. })));
    for text in [r#"{"a":x}"#, r#"{"a" "b"}"#, r#"{"a":"b",}"#, r#"{"a":"b""#, "", "{"] {
        assert_eq!(read(text), Err(Fault::Syntax), "{text}");
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(checks(&deep));
    assert!(!checks(&deep[1..]));
}

/// Whether bytes are text is found out piece by piece: characters may stand across the pieces, and what is none is told wherever
/// it stands.
#[test]
fn bytes_are_text_whatever_the_pieces() {
    let checks = |bytes: &[u8]| Scanner::whole(bytes, |s| s.skip().map(str::len));
    for pad in 0..4 {
        let text = format!("{}[\"{}\", \"{}\"]", " ".repeat(pad), "€".repeat(50_000), "ä\u{1F600}".repeat(40_000));
        assert_eq!(checks(text.as_bytes()), Ok(text.len() - pad));
        for at in [4, 1000, (128 << 10) - 2, (128 << 10) + 63, (128 << 10) + 64, 256 << 10, text.len() - 3] {
            let mut broken = text.clone().into_bytes();
            broken[at] = 0xFF;
            assert_eq!(checks(&broken), Err(Fault::Syntax), "{at}");
        }
        for cut in 1..8 {
            assert_eq!(checks(&text.as_bytes()[..text.len() - cut]), Err(Fault::Syntax), "{cut}");
        }
        assert_eq!(checks(&[text.as_bytes(), b"\xE2\x82"].concat()), Err(Fault::Syntax));
    }
    let objects = format!("{{\"a\":\"{}\"}}", "€".repeat(60_000));
    let twice = format!("[{objects},{objects}]");
    let read = Scanner::whole(twice.as_bytes(), |s| {
        let mut known = None;
        s.elements(|s| {
            let text = match known {
                None => s.skip()?,
                Some(known) => s.again(known).ok_or(Fault::Syntax)?,
            };
            known = Some(text);
            Ok(())
        })
    });
    assert_eq!(read, Ok(()));
}
