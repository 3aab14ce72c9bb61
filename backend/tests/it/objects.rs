//! What lies on the disk, and what becomes of it.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use backend::{
    Error,
    images::{self, PictureError, Size},
    objects,
};
use bytes::Bytes;
use domain::{ids::ImageId, image::View};
use sqlx::Executor;

use crate::support::{World, on_both, patient};

const PIECE: usize = 16;

on_both! {
    pictures_are_sealed_on_the_disk,
    a_changed_object_is_not_served,
    objects_swapped_on_the_disk_are_noticed,
    what_no_row_needs_is_swept_after_an_hour,
    a_store_that_cannot_be_written_is_unavailable_and_loses_nothing,
}

/// Every file below the folder of objects.
fn files(world: &World) -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // The store's mark is no object.
            match path.is_dir() {
                true if path.ends_with("belongs") => {}
                true => below(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    below(&world.folder.path().join("objects"), &mut found);
    found.sort();
    found
}

async fn one_picture(world: &World) -> ImageId {
    let (case, _) = world.drafted().await;
    patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await
}

async fn pictures_are_sealed_on_the_disk(world: World) {
    let image = one_picture(&world).await;
    let files = files(&world);
    assert_eq!(files.len(), 3, "master, screen and thumb");
    for size in [Size::Thumb, Size::Screen, Size::Master] {
        let jpeg = images::read(&world.b, &world.referrer, image, size).await.unwrap();
        assert!(jpeg.starts_with(b"\xFF\xD8\xFF"));
        // Pieces long enough that chance does not put them into a sealed file.
        let pieces: HashSet<&[u8]> = jpeg.chunks_exact(PIECE).collect();
        for file in &files {
            let raw = fs::read(file).unwrap();
            assert!(!raw.windows(PIECE).any(|window| pieces.contains(window)), "{}", file.display());
        }
    }
}

async fn a_changed_object_is_not_served(world: World) {
    let image = one_picture(&world).await;
    // The largest is the master: header (84 bytes), then segments of 64 KiB.
    let master = files(&world).into_iter().max_by_key(|file| fs::metadata(file).unwrap().len()).unwrap();
    let sealed = fs::read(&master).unwrap();
    let changes: [(&str, usize); 6] = [
        ("magic", 0),
        ("key id", 5),
        ("nonce", 20),
        ("wrapped key", 60),
        ("first segment", 1_000),
        ("last tag", sealed.len() - 1),
    ];
    for (what, place) in changes {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        fs::write(&master, changed).unwrap();
        let answer = images::read(&world.b, &world.referrer, image, Size::Master).await;
        assert!(matches!(answer, Err(Error::Internal(_))), "{what}");
    }
    fs::write(&master, &sealed[..sealed.len() - 100]).unwrap();
    assert!(images::read(&world.b, &world.referrer, image, Size::Master).await.is_err(), "cut short");
    fs::write(&master, &sealed).unwrap();
    assert!(images::read(&world.b, &world.referrer, image, Size::Master).await.is_ok());
}

async fn objects_swapped_on_the_disk_are_noticed(world: World) {
    let image = one_picture(&world).await;
    let files = files(&world);
    let (one, other) = (fs::read(&files[0]).unwrap(), fs::read(&files[1]).unwrap());
    fs::write(&files[0], other).unwrap();
    fs::write(&files[1], one).unwrap();
    let mut refused = 0;
    for size in [Size::Thumb, Size::Screen, Size::Master] {
        refused += usize::from(images::read(&world.b, &world.referrer, image, size).await.is_err());
    }
    assert_eq!(refused, 2);
}

async fn what_no_row_needs_is_swept_after_an_hour(world: World) {
    let image = one_picture(&world).await;
    let before = files(&world);
    // As a crash leaves them: an object that was written and never named, and one that was being written.
    let (orphan, staged) = ("00112233445566778899aabbccddeeff", "11112233445566778899aabbccddeeff");
    let folder = world.folder.path().join("objects");
    let now = world.b.clock().now().as_millisecond();
    let mut raw = world.raw().await;
    for name in [orphan, staged] {
        fs::create_dir_all(folder.join(&name[..2])).unwrap();
        let sql = format!("INSERT INTO objects (name, in_use, changed_at) VALUES ('{name}', 0, {now})");
        raw.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }
    fs::write(folder.join("00").join(orphan), "sealed").unwrap();
    fs::write(folder.join("11").join(format!("{staged}#1")), "half").unwrap();

    world.pass(59 * 60);
    assert_eq!(objects::sweep(&world.b).await.unwrap(), 0);
    world.pass(2 * 60);
    assert_eq!(objects::sweep(&world.b).await.unwrap(), 2);
    assert_eq!(files(&world), before, "what a row names stays");
    assert!(images::read(&world.b, &world.referrer, image, Size::Master).await.is_ok());
    assert_eq!(objects::sweep(&world.b).await.unwrap(), 0);
}

async fn a_store_that_cannot_be_written_is_unavailable_and_loses_nothing(world: World) {
    let (case, _) = world.drafted().await;
    let jpeg = patient::jpeg();
    let (first, second) = (jpeg.slice(..1_000), jpeg.slice(1_000..));
    let upload =
        images::create_upload(&world.b, &world.referrer, case, jpeg.len() as u64, patient::details(View::CloseUp));
    let upload = upload.await.unwrap();
    images::append(&world.b, &world.referrer, upload, 0, first, None).await.unwrap();

    // Files where the store's folders belong: nothing more can be written, as on a full disk.
    let folder = world.folder.path().join("objects");
    let kept = world.folder.path().join("kept");
    fs::rename(&folder, &kept).unwrap();
    fs::write(&folder, "").unwrap();
    let answer = images::append(&world.b, &world.referrer, upload, 1_000, second.clone(), None).await;
    assert!(matches!(answer, Err(PictureError::Other(Error::Unavailable(_)))));
    let whole =
        images::receive(&world.b, &world.referrer, case, Bytes::clone(&jpeg), patient::details(View::CloseUp)).await;
    assert!(matches!(whole, Err(PictureError::Other(Error::Unavailable(_)))));
    assert!(world.b.ready().await.is_err());

    fs::remove_file(&folder).unwrap();
    fs::rename(&kept, &folder).unwrap();
    world.pass(5);
    assert!(world.b.ready().await.is_ok());
    assert_eq!(images::upload_progress(&world.b, &world.referrer, upload).await.unwrap().offset, 1_000);
    let done = images::append(&world.b, &world.referrer, upload, 1_000, second, None).await.unwrap();
    assert!(done.image.is_some());
}
