"""Attributes of pictures: a classifier and regressor on features of EfficientNet-Lite.

Caruana 1997, "Multitask Learning": one head answers for all attributes at once. Binary attributes are learnt
by cross-entropy with both answers weighted alike, however rare one of them is; numbers by Huber's loss (1964)
on standard deviations from the mean. A missing label counts nowhere. After training, answers are calibrated
on held-out pictures (Platt 1999, "Probabilistic Outputs for Support Vector Machines").
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import (
    AttributeClassifier,
    AttributeHead,
    PlacedFeatures,
    load_efficientnet_lite,
)
from engine.bundle.manifest import AttributeSpec
from engine.types import Progress
from trainer.data.datasets import TrainingDataset
from trainer.data.labelled import AttributeFeatures, AttributePictures, PictureDataset
from trainer.recipes.base import Batch, BundleContent, ExportedNetwork, Losses, Phase
from trainer.settings.attributes import RECIPE_INFO, Settings
from trainer.settings.fields import RecipeInfo

_RAREST = 0.02


def _features(settings: Settings) -> PlacedFeatures:
    features = PlacedFeatures(settings.variant, settings.working_size)
    features.network = load_efficientnet_lite(settings.variant)
    return features.eval().requires_grad_(settings.form == "whole")


class Attributes:
    """A head, its features, and one phase."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

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

    @staticmethod
    def adapted(
        settings: Settings, pictures: TrainingDataset, cache: Path, progress: Progress | None = None
    ) -> TrainingDataset:
        """Pictures with their attributes; where the features are frozen, with features made once."""
        assert isinstance(pictures, PictureDataset)
        labelled = AttributePictures(pictures, list(settings.attributes.values()))
        if settings.form == "whole":
            return labelled
        features = _features(settings)
        return AttributeFeatures(labelled, features, settings.variant, cache, progress)

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
