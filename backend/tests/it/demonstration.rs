use backend::{Error, OpenError, accounts, cases, demo, hub, photo_requests};
use domain::view::{CaseList, HubShow, Stage, WorklistQuery, WorklistShow};
use sqlx::Executor;
use tempfile::TempDir;

use crate::support::{World, open, settings};

#[tokio::test]
async fn a_demonstration_shows_every_state_and_is_filled_once() {
    let folder = TempDir::new().unwrap();
    let settings = settings(format!("sqlite://{}", folder.path().join("skinlink.db").display()), &folder);
    let b = open(&settings).await.unwrap();
    assert!(matches!(demo::fresh_link(&b).await, Err(Error::NotFound)), "nobody is there yet");
    assert!(demo::fill(&b).await.unwrap());
    assert!(!demo::fill(&b).await.unwrap());

    let people = accounts::demo_accounts(&b).await.unwrap();
    let sign_in = async |index: usize| {
        let person = &people[index];
        let me = accounts::sign_in(
            &b,
            &person.email,
            &person.password,
            accounts::TryFrom { source: "192.0.2.1", device: None },
        )
        .await
        .unwrap();
        assert_eq!(me.home, person.home);
        accounts::me(&b, me.account).await.unwrap().0
    };
    let home = cases::home(&b, &sign_in(0).await).await.unwrap();
    for (list, count) in home.counts {
        // Everybody in it was told, nobody was taken for another, nobody wrote again, nobody missed an
        // appointment or follow-up photos or was sent to a hub in vain, and no answer was unopened for days.
        let is_empty_here = matches!(
            list,
            CaseList::ToTell
                | CaseList::WrongPatient
                | CaseList::Changed
                | CaseList::Missed
                | CaseList::NoHubPictures
                | CaseList::RoundMissed
                | CaseList::Unread
        );
        assert!(count > 0 || is_empty_here, "{list:?} has nothing to show");
    }
    let photographer = sign_in(8).await;
    let counts = hub::list(&b, &photographer, HubShow::Today).await.unwrap().counts;
    assert_eq!(counts, [1, 1, 0], "one is expected today, and one is to be booked");
    let specialist = sign_in(4).await;
    for show in [WorklistShow::Waiting, WorklistShow::Paused, WorklistShow::Answered] {
        let page = cases::worklist(&b, &specialist, &WorklistQuery { show, ..WorklistQuery::default() }).await.unwrap();
        assert!(page.rows.len() >= 2, "{show:?}");
        for row in &page.rows {
            assert!(row.thumbnail.is_some() && !row.age.is_empty(), "{show:?}");
            assert!(cases::history(&b, &specialist, row.case).await.unwrap().intact);
        }
    }

    // Something is asked among colleagues, answers are read a second time, and follow-up photos have come.
    for show in [
        WorklistShow::ToRelease,
        WorklistShow::Opinions,
        WorklistShow::Meeting,
        WorklistShow::SecondReading,
        WorklistShow::Monitoring,
    ] {
        let page = cases::worklist(&b, &specialist, &WorklistQuery { show, ..WorklistQuery::default() }).await.unwrap();
        assert!(!page.rows.is_empty(), "{show:?}");
    }

    let fresh = demo::fresh_link(&b).await.unwrap();
    let token = fresh.url.strip_prefix("http://localhost:3000/p/").unwrap();
    let page = photo_requests::page(&b, token, &[]).await.unwrap();
    assert_eq!(
        (page.asker.practice.as_str(), page.stage),
        ("Riverside Surgery", Stage::Check { tries_left: None, sent: None })
    );
    assert_eq!(fresh.date_of_birth, "1984-07-16");
}

#[tokio::test]
async fn outside_a_demonstration_there_is_nothing_of_it() {
    let folder = TempDir::new().unwrap();
    let mut settings = settings(format!("sqlite://{}", folder.path().join("skinlink.db").display()), &folder);
    settings.demonstration = false;
    let b = open(&settings).await.unwrap();
    assert_eq!(accounts::demo_accounts(&b).await.unwrap(), []);
    assert!(matches!(demo::phone_texts(&b).await, Err(Error::NotFound)));
    assert!(matches!(demo::fresh_link(&b).await, Err(Error::NotFound)));
    assert!(matches!(demo::fill(&b).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_database_is_a_demonstration_or_not_from_its_birth() {
    for born in [true, false] {
        let folder = TempDir::new().unwrap();
        let mut settings = settings(format!("sqlite://{}", folder.path().join("skinlink.db").display()), &folder);
        settings.demonstration = born;
        open(&settings).await.unwrap();
        open(&settings).await.unwrap();
        settings.demonstration = !born;
        match (born, open(&settings).await) {
            (true, Err(OpenError::IsDemonstration)) | (false, Err(OpenError::IsEarnest)) => {}
            (_, other) => panic!("{other:?}"),
        }
    }
}

/// A database of a release that did not ask is what its accounts are.
#[tokio::test]
async fn an_older_database_is_what_its_accounts_are() {
    let world = World::sqlite().await;
    world.raw().await.execute("DELETE FROM installation").await.unwrap();
    let mut settings = world.settings.clone();
    assert!(matches!(open(&settings).await, Err(OpenError::IsEarnest)), "nobody of the demonstration is in it");
    settings.demonstration = false;
    open(&settings).await.unwrap();

    let world = World::sqlite().await;
    let rename = "UPDATE accounts SET email = 'amara.osei@riverside.example' WHERE email = 'osei@riverside.example'";
    world.raw().await.execute(rename).await.unwrap();
    world.raw().await.execute("DELETE FROM installation").await.unwrap();
    let settings = backend::Settings { demonstration: false, ..world.settings.clone() };
    let refused = open(&settings).await;
    assert!(matches!(refused, Err(OpenError::IsDemonstration)), "{refused:?}");
}
