/**
 * How two pictures lie over each other, whole and centred, so that what lines up on one screen lines up on any other. Their
 * long edges are equal: a phone that is turned sees as far, so that who stands on the same spot sees things in the same size.
 */
export interface PictureSize {
  width: number;
  height: number;
}

export interface Together {
  /** Width by height of the frame that holds both. */
  shape: number;
  /** How much of its width and height each takes. */
  one: PictureSize;
  other: PictureSize;
}

export function together(one: PictureSize, other: PictureSize): Together {
  const [first, second] = [asLongAsOne(one), asLongAsOne(other)];
  const width = Math.max(first.width, second.width);
  const height = Math.max(first.height, second.height);
  const shareOf = (picture: PictureSize): PictureSize => ({
    width: picture.width / width,
    height: picture.height / height,
  });
  return { shape: width / height, one: shareOf(first), other: shareOf(second) };
}

function asLongAsOne({ width, height }: PictureSize): PictureSize {
  const longest = Math.max(width, height);
  return { width: width / longest, height: height / longest };
}
