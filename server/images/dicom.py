"""A photo as a DICOM VL Photographic Image (PS3.3 A.32.4): the same re-encoded JPEG, encapsulated, with who and where.

What the camera wrote into the original is not in it. https://dicom.nema.org/medical/dicom/current/output/html/part03.html
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import datetime

from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, JPEGBaseline8Bit, VLPhotographicImageStorage

from server.images.body_sites import SITES
from server.visits.records import Patient
from server.visits.submission import Photo

IMPLEMENTATION = "2.25.164906412803325441273960871255123987410"
"""Of this writer: a UUID of its own (PS3.5 B.2)."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """What goes into one file. `site` is an id of `body_sites`; `jpeg` is 8 bits, three components."""

    photo: Photo
    patient: Patient
    site: str | None
    number: int
    practice: str
    jpeg: bytes


def uid(of: str) -> str:
    """The UID of what a UUID names (PS3.5 B.2)."""
    return f"2.25.{uuid.UUID(of).int}"


def photographic_image(one: Pictured) -> bytes:
    """The DICOM file."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = VLPhotographicImageStorage
    meta.MediaStorageSOPInstanceUID = UID(uid(one.photo.id))
    meta.TransferSyntaxUID = JPEGBaseline8Bit
    meta.ImplementationClassUID = UID(IMPLEMENTATION)
    image = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    _identity(image, one)
    image.Modality = "XC"
    image.SeriesNumber, image.InstanceNumber = 1, one.number
    image.Manufacturer = "Vestibule"
    image.ImageType = ["DERIVED", "PRIMARY"]
    image.LossyImageCompression = "01"
    image.LossyImageCompressionMethod = "ISO_10918_1"
    image.LossyImageCompressionRatio = round(
        (one.photo.width or 1) * (one.photo.height or 1) * 3 / max(1, len(one.jpeg)), 2
    )
    image.BurnedInAnnotation = "NO"
    image.SeriesDescription = {"overview": "Overview", "close": "Close", "scale": "Close, with scale"}[one.photo.view]
    if one.photo.of_clip:
        # PS3.3 C.7.6.1.1.3: in words, what was done to make the picture out of another one.
        image.DerivationDescription = f"{one.photo.of_clip[0].upper()}{one.photo.of_clip[1:]}"
    _place(image, one.site)
    image.AcquisitionContextSequence = []
    image.SamplesPerPixel = 3
    image.PhotometricInterpretation = "YBR_FULL_422" if _subsampled(one.jpeg) else "YBR_FULL"
    image.PlanarConfiguration = 0
    image.Rows, image.Columns = one.photo.height, one.photo.width
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 8, 8, 7, 0
    image.PixelData = encapsulate([one.jpeg])
    file = io.BytesIO()
    image.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _identity(image: Dataset, one: Pictured) -> None:
    at = _stamp(one.photo.at)
    image.SpecificCharacterSet = "ISO_IR 192"
    image.SOPClassUID = VLPhotographicImageStorage
    image.SOPInstanceUID = uid(one.photo.id)
    image.StudyInstanceUID = uid(one.photo.visit)
    image.SeriesInstanceUID = uid(str(uuid.uuid5(uuid.UUID(one.photo.visit), "photos")))
    image.StudyDate, image.StudyTime = at
    image.ContentDate, image.ContentTime = at
    image.AcquisitionDateTime = "".join(at)
    image.TimezoneOffsetFromUTC = "+0000"
    image.StudyID, image.AccessionNumber, image.ReferringPhysicianName = "", "", ""
    image.InstitutionName = one.practice
    # The family name comes first in DICOM, and which part of a name that is nobody knows: the whole stands there.
    image.PatientName = one.patient.name
    image.PatientID = one.patient.id
    image.PatientBirthDate = one.patient.date_of_birth.strftime("%Y%m%d")
    image.PatientSex = ""
    image.PatientOrientation = ""
    image.Laterality = _side(one.site)


def _place(image: Dataset, site: str | None) -> None:
    known = SITES.get(site or "")
    if known is None or known.snomed is None or known.snomed_name is None:
        return
    region = Dataset()
    region.CodeValue, region.CodingSchemeDesignator = known.snomed, "SCT"
    region.CodeMeaning = known.snomed_name[:64]
    image.AnatomicRegionSequence = [region]


def _side(site: str | None) -> str:
    if site and site.endswith("-left"):
        return "L"
    return "R" if site and site.endswith("-right") else ""


def _subsampled(jpeg: bytes) -> bool:
    """Whether the JPEG's color is halved across, the first component sampled more often than the others: then it is
    YBR_FULL_422 (PS3.5 8.2.1)."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        layers = getattr(opened, "layer", [])
    return bool(layers) and layers[0][1] > 1


def _stamp(at: datetime) -> tuple[str, str]:
    return at.strftime("%Y%m%d"), at.strftime("%H%M%S")
