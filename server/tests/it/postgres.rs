//! A PostgreSQL of a test's own, which can be taken away and given back.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

pub(crate) struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
}

impl Postgres {
    /// `name` tells it from those of other tests.
    pub(crate) fn start(name: &str) -> Self {
        let folder = PathBuf::from(format!("/tmp/skinlink-{name}.{}", std::process::id()));
        let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
        let programs = versions.map(|it| it.unwrap().path().join("bin")).max().expect("a version");
        let it = Self { folder, programs };
        let made = it.run("initdb", &["--auth=trust", "--username=skinlink", "--encoding=UTF8", "--no-sync"]);
        assert!(made, "initdb");
        it.give_back();
        it
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://skinlink@localhost/postgres?host={}", self.folder.display())
    }

    /// Does something behind the server's back.
    pub(crate) fn execute(&self, sql: &str) {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--username=skinlink", "--dbname=postgres", "--command", sql, "--host"]);
        // Also where a test has made the database read-only.
        psql.arg(&self.folder).env("PGOPTIONS", "-c default_transaction_read_only=off");
        assert!(psql.stdin(Stdio::null()).status().expect("psql starts").success(), "{sql}");
    }

    /// PostgreSQL refuses to run as root.
    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let program = self.programs.join(program);
        let mut command = if is_root { Command::new("runuser") } else { Command::new(&program) };
        if is_root {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        command.arg("-D").arg(&self.folder).args(arguments).current_dir("/tmp");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().expect("the program starts").success()
    }

    pub(crate) fn give_back(&self) {
        let options = format!("-k {} -c listen_addresses= -c fsync=off", self.folder.display());
        assert!(self.run("pg_ctl", &["start", "-w", "-o", &options]), "PostgreSQL starts");
    }

    pub(crate) fn take_away(&self) {
        assert!(self.run("pg_ctl", &["stop", "-m", "immediate"]), "PostgreSQL stops");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.run("pg_ctl", &["stop", "-m", "immediate"]);
        let _ = fs::remove_dir_all(&self.folder);
    }
}
