"""UNIT's variational auto-encoder of one domain (Liu et al. 2017), under the published key names."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from engine.networks.content import ContentDecoder, ContentEncoder


class UnitGenerator(nn.Module):
    """Encoder into the latent space that both domains share, and decoder into this domain.

    Translation is the one domain's `enc` followed by the other's `dec`.

    Args:
        widths: channels after the first convolution and after each halving.
        residual_blocks: of encoder and of decoder.
        channels: of the domain's pictures.
    """

    def __init__(
        self, widths: Sequence[int] = (64, 128, 256), residual_blocks: int = 4, channels: int = 3
    ) -> None:
        super().__init__()
        self.enc = ContentEncoder(widths, residual_blocks, channels)
        self.dec = ContentDecoder(widths, residual_blocks, channels)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """The mean of the code (N, C, h, w), and the picture decoded from it (N, channels, H, W).

        The code is that mean plus noise N(0, 1) in training (section 3: a variance of one), the mean alone in
        use.
        """
        mean: Tensor = self.enc(image)
        return mean, self.dec(mean)
