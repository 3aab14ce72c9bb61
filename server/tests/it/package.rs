//! The Debian package: what its list names is there, its unit is right and hardened, and installed it does what
//! docs/running.md says. Putting the list's files into a package is cargo-deb's work (`make package`), and done here by
//! dpkg-deb, so that `make test` need not compile that tool.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use crate::server::{folder, run};

const SERVER: &str = env!("CARGO_MANIFEST_DIR");

/// The package's list: where each file comes from, where it goes, its mode.
fn assets() -> Vec<(String, String, u32)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(format!("{SERVER}/Cargo.toml"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let deb = packages.iter().find(|it| it["name"] == "server").expect("the server")["metadata"]["deb"].clone();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let asset = |it: &Value| (text(&it[0]), text(&it[1]), u32::from_str_radix(it[2].as_str().unwrap(), 8).unwrap());
    deb["assets"].as_array().expect("a list").iter().map(asset).collect()
}

fn unit() -> String {
    fs::read_to_string(format!("{SERVER}/package/skinlink.service")).unwrap()
}

/// Every setting that a text names.
fn settings_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|it: char| !(it.is_ascii_uppercase() || it == '_'));
    words.filter(|word| word.starts_with("SKINLINK_")).map(str::to_owned).collect()
}

#[test]
fn every_setting_that_the_package_names_is_one() {
    let data = folder();
    let known = settings_in(&String::from_utf8(run(data.path(), &["--help"]).stdout).unwrap());
    for file in [
        "package/skinlink.service",
        "package/skinlink.env",
        "package/skinlink-admin",
        "package/nginx.conf",
        "../docs/running.md",
    ] {
        let named = settings_in(&fs::read_to_string(format!("{SERVER}/{file}")).unwrap());
        assert!(named.is_subset(&known), "{file}: {:?}", named.difference(&known));
    }
}

#[test]
fn the_unit_is_right_and_hardened() {
    let folder = folder();
    let file = folder.path().join("skinlink.service");
    // What it starts must be there to be verified.
    fs::write(&file, unit().replace("/usr/bin/skinlink", env!("CARGO_BIN_EXE_skinlink"))).unwrap();
    let analyze = |arguments: &[&str]| -> String {
        let output = Command::new("systemd-analyze").args(arguments).arg(&file).output().expect("systemd-analyze runs");
        let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        assert!(output.status.success(), "{arguments:?}: {said}");
        said
    };
    // What other units of this machine lack is not of interest.
    let said = analyze(&["verify", "--man=no"]);
    assert!(!said.lines().any(|line| line.contains("skinlink.service:")), "{said}");
    // An exposure of at most 2.0, of 10 that it is without all of that.
    analyze(&["security", "--offline=yes", "--threshold=20", "--no-pager"]);
}

/// A package of the list's files, and this test's program for the one that is shipped.
fn build(folder: &Path) -> PathBuf {
    let (root, package) = (folder.join("root"), folder.join("skinlink.deb"));
    let put = |from: &Path, to: &str, mode: u32| {
        let to = root.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, &to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        fs::set_permissions(&to, fs::Permissions::from_mode(mode)).unwrap();
    };
    for (from, to, mode) in assets() {
        let from = match from.as_str() {
            "target/release/skinlink" => env!("CARGO_BIN_EXE_skinlink").to_owned(),
            from => format!("{SERVER}/{from}"),
        };
        put(Path::new(&from), &to, mode);
    }
    put(Path::new(&format!("{SERVER}/package/skinlink.service")), "usr/lib/systemd/system/skinlink.service", 0o644);
    let control = "Package: skinlink\nVersion: 0.1.0\nArchitecture: all\nMaintainer: nobody <nobody@skinlink.invalid>\n\
                   Description: Skinlink\n";
    fs::create_dir_all(root.join("DEBIAN")).unwrap();
    fs::write(root.join("DEBIAN/control"), control).unwrap();
    fs::write(root.join("DEBIAN/conffiles"), "/etc/skinlink/skinlink.env\n").unwrap();
    put(Path::new(&format!("{SERVER}/package/scripts/postinst")), "DEBIAN/postinst", 0o755);
    let built =
        Command::new("dpkg-deb").args(["--root-owner-group", "-Znone", "--build"]).arg(&root).arg(&package).output();
    let built = built.expect("dpkg-deb runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    package
}

/// Runs a script in a copy of this machine that is forgotten afterwards.
fn in_a_copy(folder: &Path, script: &str) -> Output {
    let mounts = "set -e; mount -t tmpfs tmpfs \"$1/copy\"; cd \"$1/copy\"; mkdir up work root;
        mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=work root; mount -t proc proc root/proc;
        mount --bind /dev root/dev; cp \"$1/skinlink.deb\" root/skinlink.deb; exec chroot root sh -eu -c \"$2\"";
    fs::create_dir(folder.join("copy")).unwrap();
    let is_root = rustix::process::geteuid().is_root();
    let mut command = if is_root { Command::new("unshare") } else { Command::new("sudo") };
    command.args((!is_root).then_some("unshare")).args(["--mount", "--", "sh", "-c", mounts, "sh"]);
    command.arg(folder).arg(script).output().expect("unshare runs")
}

#[test]
fn installed_it_has_a_user_a_key_and_a_folder_and_checks_itself() {
    let folder = folder();
    build(folder.path());
    let script = r#"
        export DEBIAN_FRONTEND=noninteractive
        dpkg --install /skinlink.deb 2>&1
        echo "$(stat -c '%U %a' /etc/skinlink/key) key"
        echo "$(stat -c '%U %a' /var/lib/skinlink) data"
        echo "$(wc -c </etc/skinlink/key) bytes"
        echo 'SKINLINK_FREE_MEGABYTES=0' >>/etc/skinlink/skinlink.env
        # What a shell would take for a command.
        echo 'SKINLINK_MADE_UP=two words & <more> $(touch /shell)' >>/etc/skinlink/skinlink.env
        cp /etc/skinlink/key /key.before
        skinlink-admin migrate
        echo "$(stat -c '%U %a' /var/lib/skinlink/skinlink.db) database"
        skinlink-admin check || echo 'check failed'
        setpriv --reuid=skinlink --regid=skinlink --clear-groups skinlink-admin check 2>&1 && echo 'anybody may' || true
        dpkg --install /skinlink.deb >/dev/null 2>&1
        dpkg --purge skinlink 2>&1
        cmp /key.before /etc/skinlink/key && echo 'key kept'
        test -s /var/lib/skinlink/skinlink.db && echo 'data kept'
        test ! -e /shell && echo 'settings read as they are'
    "#;
    let output = in_a_copy(folder.path(), script);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "root 600 key",
        "skinlink 700 data",
        "65 bytes",
        "skinlink 600 database",
        "key kept",
        "data kept",
        "settings read as they are",
    ] {
        assert!(said.lines().any(|it| it == line), "{line} in:\n{said}");
    }
    let checked = |line: &&str| ["ok ", "warning ", "WRONG "].iter().any(|standing| line.starts_with(standing));
    let of = |what: &str| said.lines().filter(checked).find(|line| line.split_whitespace().nth(1) == Some(what));
    let line = |what: &str| of(what).unwrap_or_else(|| panic!("{what} in:\n{said}"));
    assert!(line("key").starts_with("ok") && line("key").contains("SKINLINK_KEY"), "{said}");
    assert!(line("database").starts_with("ok") && line("database").contains("of this version"), "{said}");
    // This test's program has no site inside: that is all that is wrong.
    assert!(line("site").starts_with("WRONG"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("WRONG")).count(), 1, "{said}");
    assert!(said.contains("made the key") && said.matches("made the key").count() == 1, "{said}");
    assert!(said.contains("as root, who alone can read the key") && !said.contains("anybody may"), "{said}");
}
