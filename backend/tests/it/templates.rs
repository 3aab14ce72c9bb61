use backend::{Error, templates};
use domain::{case::Outcome, ids::TemplateId};
use uuid::Uuid;

use crate::support::{World, on_both};

on_both!(a_service_starts_with_one_for_each_outcome, a_service_edits_its_own);

async fn a_service_starts_with_one_for_each_outcome(world: World) {
    let all = templates::list(&world.b, &world.specialist).await.unwrap();
    assert_eq!(all.len(), Outcome::ALL.len());
    for outcome in Outcome::ALL {
        let template = all.iter().find(|template| template.outcome == *outcome).unwrap();
        assert!(!template.advice.is_empty(), "{outcome:?}");
        assert_eq!(template.safety_net, "", "the service's own are proposed: {outcome:?}");
    }
}

async fn a_service_edits_its_own(world: World) {
    let b = &world.b;
    let mut template = templates::list(b, &world.specialist).await.unwrap().remove(0);
    template.title = "Shorter".into();
    let id = templates::save(b, &world.specialist, template.clone()).await.unwrap();
    assert_eq!(id, template.id);
    template.id = TemplateId(Uuid::nil());
    template.title = "One more".into();
    templates::save(b, &world.colleague, template.clone()).await.unwrap();
    let all = templates::list(b, &world.specialist).await.unwrap();
    assert_eq!(all.len(), Outcome::ALL.len() + 1);
    assert!(all.iter().any(|it| it.title == "Shorter") && all.iter().any(|it| it.title == "One more"));
    template.title = " ".into();
    assert!(matches!(templates::save(b, &world.specialist, template).await, Err(Error::Invalid(_))));
}
