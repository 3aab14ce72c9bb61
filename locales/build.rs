//! The macro that reads the sentences does not tell cargo which files it read.

fn main() {
    println!("cargo::rerun-if-changed=text");
}
