//! The PostgreSQL that the tests run on: `SKINLINK_TEST_POSTGRES`, or one that is started here and ends with them.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{LazyLock, atomic::AtomicU32, atomic::Ordering},
};

use sqlx::{Connection, Executor, PgConnection};

struct Server {
    /// An address with `{database}` where the database's name belongs.
    address: String,
    /// Holds the server's standard input: it ends when this process does, however that ends.
    _child: Option<Child>,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| match std::env::var("SKINLINK_TEST_POSTGRES") {
    Ok(url) => {
        let (front, _database) = url.rsplit_once('/').expect("SKINLINK_TEST_POSTGRES ends with a database's name");
        Server { address: format!("{front}/{{database}}"), _child: None }
    }
    Err(_) => start(),
});

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn start() -> Server {
    let script = include_str!("postgres.sh");
    // PostgreSQL refuses to run as root.
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let mut command = if is_root { Command::new("runuser") } else { Command::new("sh") };
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut child = command
        .args(["-c", script])
        .current_dir("/tmp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("PostgreSQL is installed, or SKINLINK_TEST_POSTGRES is set");
    let mut folder = String::new();
    let output = child.stdout.take().expect("standard output was asked for");
    BufReader::new(output).read_line(&mut folder).expect("the server's folder");
    assert!(!folder.is_empty(), "the throw-away PostgreSQL did not start");
    let address = format!("postgres://skinlink@localhost/{{database}}?host={}", folder.trim());
    Server { address, _child: Some(child) }
}

/// The address of a new, empty database.
pub async fn new_database() -> String {
    create("").await
}

/// The address of a new database with everything that stands in another one, which nobody uses any longer.
pub async fn copy_of(url: &str) -> String {
    let name = url.split('?').next().and_then(|front| front.rsplit('/').next()).expect("an address has a database");
    // A backend that is gone listens for seconds more, and what somebody is connected to is not copied.
    let gone = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    connect().await.execute(sqlx::AssertSqlSafe(gone)).await.unwrap();
    create(&format!("TEMPLATE {name} STRATEGY FILE_COPY")).await
}

async fn server() -> &'static Server {
    // Starting takes a second or two, off the threads that run the tests.
    tokio::task::spawn_blocking(|| &*SERVER).await.unwrap()
}

async fn connect() -> PgConnection {
    PgConnection::connect(&server().await.address.replace("{database}", "postgres")).await.unwrap()
}

async fn create(from: &str) -> String {
    let name = format!("it_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    connect().await.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name} {from}"))).await.unwrap();
    server().await.address.replace("{database}", &name)
}
