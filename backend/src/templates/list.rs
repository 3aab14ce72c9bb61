use domain::{access::Actor, view::TemplateView};

use crate::{Backend, Error, db};

/// The ready-made answers of the specialist's service.
pub async fn list(b: &Backend, actor: &Actor) -> Result<Vec<TemplateView>, Error> {
    let service = actor.service()?;
    db::templates::of_service(&mut *b.db().read().await?, service).await
}
