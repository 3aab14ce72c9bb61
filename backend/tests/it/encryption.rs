//! What lies on the disk says nothing.

use std::{fs, path::Path};

use backend::photo_requests;

use crate::support::{World, patient};

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![fs::read(&path).unwrap()] }).collect()
}

fn holds(file: &[u8], what: &[u8]) -> bool {
    file.windows(what.len()).any(|window| window == what)
}

#[tokio::test]
async fn raw_files_hold_no_name_and_no_picture() {
    let world = World::sqlite().await;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    let who = patient::confirmed(&world.b, &token).await;
    patient::send_photos(&world.b, &who, case).await;
    world.send(case).await;

    let files = files(world.folder.path());
    // The database with its log, and two pictures in three sizes each.
    assert!(files.len() >= 8, "{} files", files.len());
    assert!(files.iter().map(Vec::len).sum::<usize>() > 100_000);
    let secrets: [&[u8]; 8] = [
        b"Quillfeather",
        b"Seborrhoeic",
        b"900123",
        b"999000",
        b"Riverside",
        b"SQLite format 3",
        b"JFIF\0\x01",
        token.as_bytes(),
    ];
    for secret in secrets {
        assert!(!files.iter().any(|file| holds(file, secret)), "{} is readable", secret.escape_ascii());
    }
}
