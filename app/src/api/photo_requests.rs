use domain::{
    ids::{CaseId, PhotoRequestId},
    view::{PhoneLink, PhotoRequestView},
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};
use serde::{Deserialize, Serialize};

use super::AppError;

/// Texts the patient a link; called from the hydrated request page.
#[server(endpoint = "photo-requests/text", input = Json, client = super::client::Marked)]
pub async fn text_patient(case: CaseId) -> Result<PhotoRequestView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::photo_requests::text_patient(&b, &actor, case).await?)
}

/// Takes a link back; from a plain form, back to where it was pressed.
#[server(endpoint = "photo-requests/withdraw", input = PostUrl, client = super::client::Marked)]
pub async fn withdraw_photo_request(case: CaseId, photo_request: PhotoRequestId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::photo_requests::withdraw(&b, &actor, photo_request).await?;
    super::context::redirect(&format!("/cases/{case}/request#pictures"));
    Ok(())
}

/// A QR code for the referrer's own phone, as an SVG drawing beside its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneCode {
    pub svg: String,
    pub link: PhoneLink,
}

/// Makes a link for the referrer's own phone and draws its code.
#[server(endpoint = "photo-requests/phone", input = Json, client = super::client::Marked)]
pub async fn make_phone_code(case: CaseId) -> Result<PhoneCode, AppError> {
    let (b, actor) = super::context::asker().await?;
    let link = backend::photo_requests::phone_link(&b, &actor, case).await?;
    let code = qrcode::QrCode::new(link.url.as_bytes()).map_err(|_| AppError::Internal)?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(PhoneCode { svg, link })
}
