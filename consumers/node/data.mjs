// Prints the number of examples of each data set that is included in the package.
import * as data from "hebb/data";

const sizes = {
  austen: (await data.austen({ cut: true })).novels.length,
  breastCancer: (await data.breastCancer()).all.length,
  co2: (await data.co2()).dates.length,
  digits: (await data.digits()).train.length,
  emojiNames: (await data.emojiNames()).length,
  emojiPictures: (await data.emojiPictures({ cut: true })).train.names.length,
  fashionMnist: (await data.fashionMnist({ cut: true })).train.length,
  iris: (await data.iris()).all.length,
  penguins: (await data.penguins()).all.length,
  seattleWeather: (await data.seattleWeather()).dates.length,
  tangPoems: (await data.tangPoems({ cut: true })).poems.length,
  wine: (await data.wine()).all.length,
};
console.log(JSON.stringify(sizes));
