"""Attributes of pictures: a classifier and regressor on features of EfficientNet-Lite.

Caruana 1997, "Multitask Learning": one head answers for all attributes at once. Binary attributes are learnt
by cross-entropy with both answers weighted alike, however rare one of them is; numbers by Huber's loss (1964)
on standard deviations from the mean. A missing label counts nowhere. After training, answers are calibrated
on held-out pictures (Platt 1999, "Probabilistic Outputs for Support Vector Machines").
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.attribute_classifier import AttributeClassifier, AttributeHead, PlacedFeatures
from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.bundle.manifest import AttributeSpec
from trainer.data.attributes import Attribute, AttributeFeatures, AttributePictures, Progress
from trainer.data.labelled import PictureDataset
from trainer.data.paired import TrainingDataset
from trainer.recipes.base import Batch, BundleContent, ExportedNetwork, Losses, Phase, RecipeSettings
from trainer.settings.fields import Declaration, Default, setting

_RAREST = 0.02


class Settings(RecipeSettings):
    """Settings of the classifier."""

    attributes: dict[str, Attribute] = setting(
        ...,
        "Attributes",
        "By the name that the editor shows: `label`, a column of dataset.json, and `kind`, binary or number.",
        "to be chosen",
        min_length=1,
        max_length=256,
    )
    form: Literal["frozen", "whole"] = setting(
        "frozen",
        "What is trained",
        "`frozen` trains the last layers alone, in minutes; `whole` trains all, slowly.",
        "Ganvas: as for the bundled models",
    )
    variant: Literal["lite0", "lite1"] = setting(
        "lite0",
        "Features",
        "Which EfficientNet-Lite looks at the pictures; lite1 is larger.",
        "Ganvas: the smallest",
        advanced=True,
    )
    working_size: int = setting(
        128,
        "Size that it looks at",
        "Side in pixels that pictures are brought to, a multiple of 64.",
        "Ganvas: as for the bundled models",
        advanced=True,
        ge=64,
        le=512,
        multiple_of=64,
    )
    hidden: int = setting(
        256,
        "Hidden numbers",
        "Width of the layer between features and answers; 0 for none.",
        "Ganvas: as for the bundled models",
        advanced=True,
        ge=0,
        le=4096,
    )
    dropout: float = setting(
        0.5,
        "Dropout",
        "Share of numbers that are switched off by chance, so that few labels are not learnt by heart.",
        "Srivastava et al. 2014, section A.4",
        advanced=True,
        ge=0,
        lt=1,
    )

    def adapted(
        self, pictures: TrainingDataset, cache: Path, progress: Progress | None = None
    ) -> TrainingDataset:
        """Pictures with their attributes; where the features are frozen, with features made once."""
        assert isinstance(pictures, PictureDataset)
        labelled = AttributePictures(pictures, list(self.attributes.values()))
        if self.form == "whole":
            return labelled
        features = _features(self)
        return AttributeFeatures(labelled, features, self.variant, cache, progress)


def _features(settings: Settings) -> PlacedFeatures:
    features = PlacedFeatures(settings.variant, settings.working_size)
    features.network = load_efficientnet_lite(settings.variant)
    return features.eval().requires_grad_(settings.form == "whole")


class Attributes:
    """A head, its features, and one phase."""

    name: ClassVar[str] = "attributes"
    declaration: ClassVar[Declaration] = Declaration(
        title="Attributes",
        goal="Teach a model to read attributes such as age, smile or glasses off pictures.",
        paper='Caruana 1997, "Multitask Learning"',
        data="Pictures of one kind with a file dataset.json that labels some of them.",
        enough=500,
        enough_source="Ganvas: about 1,480 labelled pictures gave the bundled model its sliders",
        networks={
            "features": "a network that was trained on ImageNet, which looks at the picture",
            "head": "turns what it saw into one answer for each attribute",
        },
        sheet="One row for each attribute: the same pictures from the least of it to the most.",
        metrics=("auc", "correlation", "r2"),
        capabilities=(),
        defaults={
            "optimiser.learning_rate": Default(5e-4, "Ganvas: as for the bundled models"),
            "optimiser.beta1": Default(0.9, "Kingma and Ba 2015, section 2"),
            "schedule.batch_size": Default(64, "Ganvas: as for the bundled models"),
            "schedule.pictures": Default(120_000, "Ganvas: as for the bundled models"),
            "schedule.size": Default(128, "Ganvas: the side that the network looks at"),
            "averaging.half_life": Default(2_000, "Ganvas: as for the bundled models"),
        },
    )
    settings_type: ClassVar[type[RecipeSettings]] = Settings
    averaged: ClassVar[tuple[str, ...]] = ("head", "features")
    data_kinds: ClassVar[tuple[str, ...]] = ("pictures",)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        kinds = [attribute.kind for attribute in settings.attributes.values()]
        self.binary = torch.tensor([kind == "binary" for kind in kinds])
        features = _features(settings)
        head = AttributeHead(features.size, len(kinds), settings.hidden, settings.dropout)
        self.networks: dict[str, nn.Module] = {"head": head, "features": features}
        self.frozen: dict[str, nn.Module] = {}
        trained = ("head",) if settings.form == "frozen" else ("head", "features")
        self.phases = (Phase("classifier", trained, self.losses),)

    def losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """The mean of every attribute's own loss, over the pictures that have its label."""
        head, labels = self.networks["head"], batch["labels"]
        assert isinstance(head, AttributeHead)
        head.note(labels)
        answers = head.uncalibrated(self.features(self.networks, batch))
        binary, known = self.binary.to(labels.device), ~labels.isnan()
        mean, deviation = head.label_statistics()
        share = mean.clamp(_RAREST, 1 - _RAREST)
        given = torch.where(known, labels, mean)
        weight = torch.where(given > 0.5, 0.5 / share, 0.5 / (1 - share))
        entropy = F.binary_cross_entropy_with_logits(answers, given.clamp(0, 1), reduction="none")
        huber = F.smooth_l1_loss(answers, (given - mean) / deviation, reduction="none")
        each = torch.where(binary, weight * entropy, huber) * known
        by_attribute = each.sum(dim=0) / known.sum(dim=0).clamp(min=1)
        terms = {}
        if bool(self.binary.any()):
            terms["loss_binary"] = by_attribute[binary].mean()
        if not bool(self.binary.all()):
            terms["loss_number"] = by_attribute[~binary].mean()
        return Losses(by_attribute.mean(), terms)

    @staticmethod
    def features(networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Features (N, F) of a batch: those made before, where there are any."""
        if "features" in batch:
            return batch["features"]
        features: Tensor = networks["features"](batch["picture"])
        return features

    def classifier(self, networks: Mapping[str, nn.Module]) -> AttributeClassifier:
        """Features and head as one network in evaluation mode."""
        s = self.settings
        whole = AttributeClassifier(len(s.attributes), s.variant, s.working_size, s.hidden)
        whole.features.load_state_dict(networks["features"].state_dict())
        whole.head.load_state_dict(networks["head"].state_dict())
        return whole.eval().requires_grad_(False)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """A row for each attribute: the fixed pictures from the least of it to the most."""
        orders = networks["head"](self.features(networks, batch)).argsort(dim=0)
        return batch["picture"][orders.T]

    def specs(self, networks: Mapping[str, nn.Module]) -> list[AttributeSpec]:
        """What each column says."""
        head = networks["head"]
        assert isinstance(head, AttributeHead)
        rows = zip(
            self.settings.attributes.items(),
            *(values.tolist() for values in head.label_statistics()),
            strict=True,
        )
        return [
            AttributeSpec(
                name=name, kind=a.kind, mean=mean, deviation=1.0 if a.kind == "binary" else deviation
            )
            for (name, a), mean, deviation in rows
        ]

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """The classifier, for pictures of `size` pixels."""
        s = self.settings
        config = {
            "attributes": len(s.attributes),
            "variant": s.variant,
            "working_size": s.working_size,
            "hidden": s.hidden,
        }
        network = ExportedNetwork(
            "classifier",
            "attribute_classifier",
            config,
            self.classifier(networks),
            {"image": torch.zeros(2, 3, size, size)},
            ("logits", "features"),
        )
        return BundleContent(
            family=self.name,
            networks=(network,),
            capabilities=(),
            image_size=size,
            input_channels=3,
            input_kind="photo",
            latent_size=None,
            attributes=self.specs(networks),
        )
