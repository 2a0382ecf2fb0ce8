//! The tables of [`crate::tables`], judged as sources.

use crate::run::Dir;
use crate::tables::TABLES;

#[test]
fn every_case_is_right_from_sources() {
    let mut wrong = Vec::new();
    for table in TABLES {
        let dir = Dir::new();
        table.write(dir.path());
        let run = dir.check(".", &[]);
        assert!(run.err.is_empty(), "{}: {}", table.name, run.err);
        wrong.extend(table.wrong(&run.report()));
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}
