//! What shells and manuals get.

use crate::run::Dir;

#[test]
fn completions_know_commands_and_options() {
    for shell in ["bash", "zsh", "fish"] {
        let run = Dir::new().run(&["completions", shell]);
        assert_eq!((run.code, &*run.err), (0, ""), "{shell}");
        assert!(run.out.contains("inspect") && run.out.contains("var-file"), "{shell}: {}", run.out);
    }
    let run = Dir::new().run(&["completions", "cmd.exe"]);
    assert_eq!(run.code, 2);
}

#[test]
fn every_command_has_a_page() {
    let pages: [&[&str]; 5] = [&[], &["check"], &["rules", "list"], &["test"], &["eval"]];
    for page in pages {
        let run = Dir::new().run(&[&["man"], page].concat());
        assert_eq!((run.code, &*run.err), (0, ""), "{page:?}");
        let name = [&["ringfence"], page].concat().join("-");
        assert!(run.out.contains(&format!(".TH {name} 1")), "{page:?}: {}", run.out);
    }
    let missing = Dir::new().run(&["man", "rules", "lint"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("rules lint"), "{}", missing.err);
}
