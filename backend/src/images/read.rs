use std::str::FromStr;

use bytes::Bytes;
use domain::{
    access::{Action, Actor, may},
    audit::Access,
    ids::ImageId,
};

use super::permission::facts;
use crate::{Backend, Error, audit, cases, db};

/// Which of the kept sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 320 px on the long side.
    Thumb,
    /// 1,280 px.
    Screen,
    /// As received.
    Master,
}

/// Not one of the sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown size")]
pub struct UnknownSize;

impl FromStr for Size {
    type Err = UnknownSize;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "thumb" => Ok(Self::Thumb),
            "screen" => Ok(Self::Screen),
            "master" => Ok(Self::Master),
            _ => Err(UnknownSize),
        }
    }
}

/// The picture as a JPEG.
///
/// # Errors
/// `NotFound` where there is none, it was removed, or `actor` may not see it.
pub async fn read(b: &Backend, actor: &Actor, image: ImageId, size: Size) -> Result<Bytes, Error> {
    let (object, case) = {
        let mut connection = b.db().read().await?;
        let image = db::images::get(&mut connection, image).await?.ok_or(Error::NotFound)?;
        let case = db::cases::find(&mut connection, image.case).await?.ok_or(Error::NotFound)?;
        let case = cases::known_to(&mut connection, actor, case).await?;
        may(actor, Action::ReadImage(facts(&image)), &case.facts()).map_err(|_| Error::NotFound)?;
        let object = match size {
            Size::Thumb => image.thumb,
            Size::Screen => image.screen,
            Size::Master => image.master,
        };
        (object, case.id)
    };
    let jpeg = b.objects().get(&object).await?;
    audit::record(b, Some(actor), Some(case), Access::PicturesSent { images: vec![image] });
    Ok(jpeg)
}
