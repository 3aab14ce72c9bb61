use domain::{ids::PracticeId, typed};

use crate::{
    Backend, Error,
    db::organisations::{Practice, insert_practice},
};

/// Makes a practice. Patients see its name and telephone number.
pub async fn create_practice(b: &Backend, name: &str, phone: &str) -> Result<PracticeId, Error> {
    let id = PracticeId(b.ids().new_id(b.clock().now()));
    let mut tx = b.db().begin().await?;
    insert_practice(&mut tx, id, &Practice { name: typed::line(name), phone: typed::plain(phone) }).await?;
    tx.commit().await?;
    Ok(id)
}
