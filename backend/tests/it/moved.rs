//! A store that is not this database's is noticed before a picture is missed.

use std::{fs, path::Path};

use backend::{OpenError, Settings, check};
use domain::{image::View, view::Soundness};
use sqlx::Executor;
use tempfile::TempDir;

use crate::support::{World, on_both, open, patient};

on_both!(
    another_folder_is_refused_until_the_pictures_are_there,
    a_disk_that_is_not_mounted_is_refused_by_the_first_version_that_looks,
);

fn at(world: &World, folder: &Path) -> Settings {
    Settings { objects_url: format!("file://{}", folder.display()), ..world.settings.clone() }
}

async fn with_a_picture(world: &World) {
    let (case, _) = world.drafted().await;
    patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, target) = entry.map(|it| (it.path(), to.join(it.file_name()))).unwrap();
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, target).unwrap();
        }
    }
}

async fn said_of_pictures(settings: &Settings, world: &World) -> (Soundness, String) {
    let lines = check::check(settings, world.b.clock(), &backend::Ids::system()).await;
    lines.into_iter().find(|line| line.what == "pictures").map(|line| (line.soundness, line.says)).unwrap()
}

async fn another_folder_is_refused_until_the_pictures_are_there(world: World) {
    with_a_picture(&world).await;
    let elsewhere = TempDir::new().unwrap();
    let settings = at(&world, elsewhere.path());
    let refused = open(&settings).await;
    assert!(matches!(refused, Err(OpenError::OtherObjects)), "{refused:?}");
    let (soundness, says) = said_of_pictures(&settings, &world).await;
    assert!(soundness == Soundness::Wrong && says.contains("not this database's"), "{says}");

    copy(&world.folder.path().join("objects"), elsewhere.path());
    open(&settings).await.unwrap().close().await;
    assert_ne!(said_of_pictures(&settings, &world).await.0, Soundness::Wrong);
}

async fn a_disk_that_is_not_mounted_is_refused_by_the_first_version_that_looks(world: World) {
    with_a_picture(&world).await;
    // As a version left it that did not mark its store.
    world.raw().await.execute("DELETE FROM installation WHERE name = 'store'").await.unwrap();
    let empty = TempDir::new().unwrap();
    let refused = open(&at(&world, empty.path())).await;
    assert!(matches!(refused, Err(OpenError::OtherObjects)), "{refused:?}");
    assert!(!empty.path().join("belongs").exists(), "an empty folder is not marked as the right one");
    open(&world.settings).await.unwrap().close().await;
    let refused = open(&at(&world, empty.path())).await;
    assert!(matches!(refused, Err(OpenError::OtherObjects)), "{refused:?}");
}
