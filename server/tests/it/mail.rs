//! Mail to a real mail server, aiosmtpd, with TLS and a password.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value;

use crate::server::{folder, skinlink};

struct MailServer {
    child: Child,
    says: BufReader<ChildStdout>,
    port: String,
    certificate: PathBuf,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It ends with its standard input, too; already gone is no error.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailServer {
    /// With a certificate that it signed itself.
    fn start(folder: &Path) -> Self {
        let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output()
            .expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project's folder");
        let mut child = Command::new("python3")
            .arg(project.join("server/tests/it/mail_server.py"))
            .args([&certificate, &key])
            .env("PYTHONPATH", project.join(".tools/python"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let mut says = BufReader::new(child.stdout.take().expect("standard output was asked for"));
        let mut port = String::new();
        says.read_line(&mut port).expect("its port");
        assert!(!port.is_empty(), "aiosmtpd did not start: scripts/setup.sh test installs it");
        Self { child, says, port: port.trim().to_owned(), certificate }
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.says.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("a mail")
    }

    /// `skinlink try-mail` with the settings of an installation that trusts `certificate`.
    fn try_mail(&self, data: &Path, certificate: &Path, password: &str) -> Output {
        let mut command = skinlink(data);
        command
            .env("SKINLINK_SMTP_URL", format!("smtp://localhost:{}", self.port))
            .env("SKINLINK_SMTP_USER", "skinlink@trust.example")
            .env("SKINLINK_SMTP_PASSWORD", password)
            .env("SKINLINK_MAIL_FROM", "Skinlink <skinlink@trust.example>")
            .env("SSL_CERT_FILE", certificate)
            .args(["try-mail", "someone@surgery.example"]);
        command.output().expect("the binary starts")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_mail_reaches_a_real_server_encrypted_and_signed_in() {
    let data = folder();
    let mut server = MailServer::start(data.path());
    let output = server.try_mail(&data.path().join("data"), &server.certificate, "correct horse");
    assert!(output.status.success(), "{}", said(&output));
    let mail = server.next();
    assert_eq!((&mail["from"], &mail["to"][0]), (&"skinlink@trust.example".into(), &"someone@surgery.example".into()));
    assert_eq!(mail["encrypted"], true);
    assert!(mail["content"].as_str().expect("text").contains("Subject: Skinlink can send mail"), "{mail}");
}

#[test]
fn a_wrong_password_or_a_certificate_of_nobody_is_sent_nothing() {
    let data = folder();
    let mut server = MailServer::start(data.path());
    let wrong = server.try_mail(&data.path().join("a"), &server.certificate, "5ec2e7");
    assert!(!wrong.status.success() && said(&wrong).contains("not_let_in"), "{}", said(&wrong));
    assert!(!said(&wrong).contains("5ec2e7"), "a password is not repeated");
    let nobody = data.path().join("nobody.pem");
    std::fs::write(&nobody, "").expect("a file");
    let other = server.try_mail(&data.path().join("b"), &nobody, "correct horse");
    assert!(!other.status.success() && said(&other).contains("not_"), "{}", said(&other));
    // The first that it takes is the one that is sent to it rightly.
    server.try_mail(&data.path().join("c"), &server.certificate, "correct horse");
    assert_eq!(server.next()["encrypted"], true);
    server.child.kill().expect("a child");
    let mut rest = String::new();
    server.says.read_line(&mut rest).expect("the end");
    assert_eq!(rest, "");
}
