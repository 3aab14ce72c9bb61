//! What has to be done next about each case is worked out with every change of it (`db::Tx`), by `domain::tasks`.

use crate::{Backend, Error, db};

/// Works out the tasks of cases that an older version stored, which may be running beside this one.
pub async fn work_out(b: &Backend) -> Result<(), Error> {
    db::tasks::carry_over(b.db(), b.clock().now()).await
}
