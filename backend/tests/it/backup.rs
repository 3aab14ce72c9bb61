//! What an operator does with everything that is kept.

use std::{fs, path::Path, sync::Arc};

use backend::{
    Backend, Ids, Key, OpenError, Settings,
    backup::{BackupError, backup, restore, rotate_key},
    cases, demo,
    events::verify,
    images, photo_requests,
};
use domain::{ids::CaseId, image::View};
use tempfile::TempDir;

use crate::support::{KEY, World, open, patient, settings};

fn place(folder: &TempDir) -> Settings {
    settings(format!("sqlite://{}", folder.path().join("skinlink.db").display()), folder)
}

async fn whole(b: &Backend) -> bool {
    let heads = fs::read_to_string(b.settings().heads_file.as_ref().unwrap()).unwrap();
    let found = verify(b, &heads, true).await.unwrap();
    assert_eq!(found.faults, []);
    found.faults.is_empty()
}

async fn with_picture(world: &World) -> CaseId {
    let (case, _) = world.drafted().await;
    patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
    world.send(case).await;
    case
}

/// Cases are started and pictures come and go while the backup is made: what was there before is in it, whole, and what
/// came during it is whole or not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_everybody_works_is_restored_whole() {
    let world = Arc::new(World::sqlite().await);
    let mut before = Vec::new();
    for _ in 0..3 {
        before.push(with_picture(&world).await);
    }
    let (open_case, _) = world.drafted().await;
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let work = tokio::spawn({
        let world = world.clone();
        async move {
            while !*stopped.borrow_and_update() {
                world.drafted().await;
                let image = patient::add_picture(&world.b, &world.referrer, open_case, View::Overview).await;
                images::remove(&world.b, &world.referrer, image).await.unwrap();
            }
        }
    });
    let copy = TempDir::new().unwrap();
    let to = copy.path().join("backup");
    let copied = backup(&world.b, &to).await.unwrap();
    stop.send(true).unwrap();
    work.await.unwrap();
    assert!(copied.objects >= 9, "{copied:?}");

    let elsewhere = TempDir::new().unwrap();
    let settings = place(&elsewhere);
    restore(&settings, Ids::system(), &to).await.unwrap();
    let b = open(&settings).await.unwrap();
    for case in before {
        let view = cases::show(&b, &world.referrer, case).await.unwrap();
        images::read(&b, &world.referrer, view.images[0].id, images::Size::Master).await.unwrap();
    }
    assert!(whole(&b).await);
    // Objects may go again once the backup is done.
    let left = patient::add_picture(&world.b, &world.referrer, open_case, View::Overview).await;
    let files = count(&world.folder.path().join("objects"));
    images::remove(&world.b, &world.referrer, left).await.unwrap();
    assert_eq!(count(&world.folder.path().join("objects")), files - 3);
    // Nothing is put over anything.
    let again = restore(&settings, Ids::system(), &to).await;
    assert!(matches!(again, Err(BackupError::NotEmpty(_))), "{again:?}");
    assert!(matches!(backup(&world.b, &to).await, Err(BackupError::NotEmpty(_))));
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn a_backup_is_sealed_and_any_change_of_it_is_refused() {
    let world = World::sqlite().await;
    with_picture(&world).await;
    let copy = TempDir::new().unwrap();
    let to = copy.path().join("backup");
    backup(&world.b, &to).await.unwrap();
    for file in ["skinlink.db", "manifest.json", "log-heads"] {
        let bytes = fs::read(to.join(file)).unwrap();
        for secret in [b"Quillfeather".as_slice(), b"SQLite format 3", &KEY, hex::encode(KEY).as_bytes()] {
            assert!(!bytes.windows(secret.len()).any(|it| it == secret), "{file}");
        }
    }
    let attempt = async |key: [u8; 32]| {
        let folder = TempDir::new().unwrap();
        let settings = Settings { key: Key::new(key), ..place(&folder) };
        restore(&settings, Ids::system(), &to).await.err()
    };
    assert!(matches!(attempt([8; 32]).await, Some(BackupError::Manifest)));
    for file in ["skinlink.db", "log-heads"] {
        let whole = fs::read(to.join(file)).unwrap();
        let mut changed = whole.clone();
        changed.extend_from_slice(b"x");
        fs::write(to.join(file), changed).unwrap();
        let refused = attempt(KEY).await;
        assert!(matches!(&refused, Some(BackupError::Damaged(what)) if what == file), "{refused:?}");
        fs::write(to.join(file), whole).unwrap();
    }
    let list = fs::read_to_string(to.join("manifest.json")).unwrap();
    fs::write(to.join("manifest.json"), list.replacen("sha256\": \"", "sha256\": \"0", 1)).unwrap();
    assert!(matches!(attempt(KEY).await, Some(BackupError::Manifest)));
    fs::write(to.join("manifest.json"), list).unwrap();
    assert!(attempt(KEY).await.is_none());
}

#[tokio::test]
async fn a_new_key_opens_everything_and_the_old_one_nothing() {
    let world = World::sqlite().await;
    let case = with_picture(&world).await;
    photo_requests::text_patient(&world.b, &world.referrer, world.drafted().await.0).await.unwrap();
    let new = Key::new([9; 32]);
    let refused = rotate_key(&world.settings, Ids::system(), &new).await;
    assert!(matches!(refused, Err(BackupError::InUse)), "a server works: {refused:?}");
    world.b.close().await;
    assert!(matches!(rotate_key(&world.settings, Ids::system(), &Key::new(KEY)).await, Err(BackupError::SameKey)));
    let done = rotate_key(&world.settings, Ids::system(), &new).await.unwrap();
    assert_eq!(done.objects, 3);
    assert!(done.entries > 3);
    assert!(matches!(open(&world.settings).await, Err(OpenError::WrongKey)));

    let settings = Settings { key: new.clone(), ..world.settings.clone() };
    let b = open(&settings).await.unwrap();
    // What waits to be sent later brings the same link.
    let token = patient::texted_token(&b).await;
    b.clock().advance(std::time::Duration::from_secs(3 * 24 * 3_600));
    assert_eq!(patient::texted_token(&b).await, token);
    assert!(demo::phone_texts(&b).await.unwrap()[0].body.contains("still needs photos"));
    let view = cases::show(&b, &world.referrer, case).await.unwrap();
    images::read(&b, &world.referrer, view.images[0].id, images::Size::Master).await.unwrap();
    assert!(whole(&b).await);
    b.close().await;
    // As after an interruption that came when everything was done: nothing is done twice.
    let again = rotate_key(&world.settings, Ids::system(), &new).await.unwrap();
    assert_eq!((again.objects, again.entries), (0, 0));
    assert!(whole(&open(&settings).await.unwrap()).await);
}

#[tokio::test]
async fn a_new_key_does_not_hide_that_a_log_was_changed() {
    let world = World::sqlite().await;
    world.submitted().await;
    sqlx::Executor::execute(&mut world.raw().await, "UPDATE events SET at = at + 1 WHERE seq = 1").await.unwrap();
    world.b.close().await;
    let refused = rotate_key(&world.settings, Ids::system(), &Key::new([9; 32])).await;
    assert!(matches!(refused, Err(BackupError::Faults(..))), "{refused:?}");
}
