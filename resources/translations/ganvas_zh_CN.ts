<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>Ganvas</name>
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
   <source>0 is the average face, 1 all that the model has learnt</source>
   <translation>0 是平均脸，1 是模型学到的全部变化</translation>
  </message>
  <message>
   <source>A SHA-256 has 64 digits from 0 to 9 and a to f.</source>
   <translation>SHA-256 由 64 个 0 到 9、a 到 f 的字符组成。</translation>
  </message>
  <message>
   <source>A drawing tablet changes the width of the line</source>
   <translation>数位板的压力会改变线条粗细</translation>
  </message>
  <message>
   <source>A file could not be used ({reason}); nothing was changed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A model called “{name}” is in the library already; choose another name.</source>
   <translation>库中已有名为“{name}”的模型；请换一个名称。</translation>
  </message>
  <message>
   <source>A model or an earlier run whose weights the new one begins with, as far as they fit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A picture that keeps its kind has no way back; choose another direction.</source>
   <translation>保持种类不变的图片没有回程；请选择另一个方向。</translation>
  </message>
  <message>
   <source>A sample of the model</source>
   <translation>模型的样本</translation>
  </message>
  <message>
   <source>A second run that goes on from a checkpoint of this one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A short trial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>About Ganvas</source>
   <translation>关于 Ganvas</translation>
  </message>
  <message>
   <source>About {count} are enough to work well.</source>
   <translation type="unfinished" />
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
   <source>Advanced Settings</source>
   <translation type="unfinished" />
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
   <source>Also fit a copy of the model to this photo; it is kept in the document</source>
   <translation>同时让模型的一个副本贴合这张照片；副本保存在文档中</translation>
  </message>
  <message>
   <source>Also keep one every so many pictures</source>
   <translation type="unfinished" />
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
   <source>Another file of the same model</source>
   <translation>同一模型的另一个文件</translation>
  </message>
  <message>
   <source>Appearance</source>
   <translation>外观</translation>
  </message>
  <message>
   <source>Archives (*.zip)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Are the pictures all right?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Arrow keys move, Return takes a sample as the face to edit</source>
   <translation>方向键移动，回车键取用样本作为要编辑的脸</translation>
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
   <source>Asking the trainer what it can do…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>At least {count} are needed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>At most {count} are possible.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Attributes</source>
   <translation>属性</translation>
  </message>
  <message>
   <source>Averaging</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Back to Defaults</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Backgrounds</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Batch size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Begin again with other files</source>
   <translation>换其他文件重新开始</translation>
  </message>
  <message>
   <source>Both: {kind}</source>
   <translation>两张都是：{kind}</translation>
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
   <source>Bring the model's face closer to the photo; takes up to a minute</source>
   <translation>让模型的脸更接近照片；最多需要一分钟</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Brush</source>
   <translation>画笔</translation>
  </message>
  <message>
   <source>Brush stroke</source>
   <translation>笔画</translation>
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
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Canvas</source>
   <translation>画布</translation>
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
   <source>Changing the library…</source>
   <translation>正在更改模型库…</translation>
  </message>
  <message>
   <source>Check</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Checking {name}</source>
   <translation>正在校验 {name}</translation>
  </message>
  <message>
   <source>Checkpoint at {seen} pictures: {file}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Checkpoints</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Checkpoints of the run</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose Folder…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose Zip…</source>
   <translation type="unfinished" />
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
   <source>Choose the files of one model (.pkl, .pth, .pt). Nothing in them is ever run.</source>
   <translation>请选择同一模型的文件（.pkl、.pth、.pt）。其中的任何代码都不会运行。</translation>
  </message>
  <message>
   <source>Choose two photos.</source>
   <translation>请选择两张照片。</translation>
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
   <source>Chosen for the Next Leg</source>
   <translation type="unfinished" />
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
   <source>Close the editor</source>
   <translation>关闭编辑器</translation>
  </message>
  <message>
   <source>Close this message</source>
   <translation>关闭此消息</translation>
  </message>
  <message>
   <source>Coarse</source>
   <translation>粗</translation>
  </message>
  <message>
   <source>Codes against a normal distribution (KL)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Colours and texture</source>
   <translation>颜色与质感</translation>
  </message>
  <message>
   <source>Comes with Ganvas</source>
   <translation>Ganvas 自带</translation>
  </message>
  <message>
   <source>Compare by a Line</source>
   <translation>用分割线比较</translation>
  </message>
  <message>
   <source>Compare two moments</source>
   <translation type="unfinished" />
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
   <source>Creative Commons with credit (CC BY 4.0)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Curves appear here with the first report of the run.</source>
   <translation type="unfinished" />
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
   <source>Default from: {source}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete Old Checkpoints</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete Old Checkpoints…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete this model from the library</source>
   <translation>从模型库中删除此模型</translation>
  </message>
  <message>
   <source>Difference of pixels (L1)</source>
   <translation type="unfinished" />
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
   <source>Discriminator</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Discriminator: training against held-out pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Distances to held-out pictures appear here once the run has measured them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Diversity of samples</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do Not Save</source>
   <translation>不保存</translation>
  </message>
  <message>
   <source>Do This</source>
   <translation type="unfinished" />
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
   <source>Drag the paper around; the space bar does it at any time</source>
   <translation>拖动画纸；按住空格键可随时拖动</translation>
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
   <source>Edges of objects</source>
   <translation>物体边缘</translation>
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
   <source>Eraser</source>
   <translation>橡皮</translation>
  </message>
  <message>
   <source>Eraser width</source>
   <translation>橡皮宽度</translation>
  </message>
  <message>
   <source>Error</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Even</source>
   <translation>匀速</translation>
  </message>
  <message>
   <source>Every open window with this model draws in the style in use</source>
   <translation>所有使用此模型的窗口都采用当前风格</translation>
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
   <translation type="unfinished" />
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
   <source>Eyes open</source>
   <translation>睁眼</translation>
  </message>
  <message>
   <source>F&amp;ace</source>
   <translation>人脸(&amp;A)</translation>
  </message>
  <message>
   <source>Facial hair</source>
   <translation>胡须</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Features of the face, eyes, mouth</source>
   <translation>五官、眼睛、嘴</translation>
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
   <source>Find Face</source>
   <translation>寻找人脸</translation>
  </message>
  <message>
   <source>Find face</source>
   <translation>寻找人脸</translation>
  </message>
  <message>
   <source>Fine</source>
   <translation>细</translation>
  </message>
  <message>
   <source>Finish the step in hand, keep everything, and call it done</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Finish the step in hand, keep everything, and end; Resume goes on exactly</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Finished</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Finishing the step…</source>
   <translation type="unfinished" />
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
   <source>Fit the paper into the window</source>
   <translation>让画纸适合窗口</translation>
  </message>
  <message>
   <source>Folder for the Results</source>
   <translation>结果文件夹</translation>
  </message>
  <message>
   <source>Folders and zips with pictures</source>
   <translation type="unfinished" />
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
   <source>Fork</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fork a Run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fork…</source>
   <translation type="unfinished" />
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
   <source>From about {count} pictures.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From an address</source>
   <translation>从网址</translation>
  </message>
  <message>
   <source>From scratch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From the checkpoint at</source>
   <translation type="unfinished" />
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
   <source>From the next leg on: {changes}</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
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
   <source>Ganvas ended before a drawing was saved. It can be brought back.</source>
   <translation>Ganvas 上次退出时有一幅画尚未保存，可以恢复。</translation>
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
   <source>Generator, adversarial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Getting ready</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Glasses</source>
   <translation>眼镜</translation>
  </message>
  <message>
   <source>Go On from Picture</source>
   <translation>以图片继续</translation>
  </message>
  <message>
   <source>Go On with It</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go On with This</source>
   <translation>以此继续</translation>
  </message>
  <message>
   <source>Go back and forth through the sample sheets of this run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go from the second kind of pictures to the first, or back</source>
   <translation>从第二种图片转到第一种，或反过来</translation>
  </message>
  <message>
   <source>Go on from the newest checkpoint</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go on from the newest checkpoint, for more pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Goal</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Graphics card (%)</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
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
   <source>How long the last picture took</source>
   <translation>上一张图片的用时</translation>
  </message>
  <message>
   <source>How many variants the grid shows</source>
   <translation>网格中显示多少个变体</translation>
  </message>
  <message>
   <source>How much a curve is averaged over its past</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How much the eraser takes away</source>
   <translation>橡皮擦除的范围</translation>
  </message>
  <message>
   <source>How much this style counts among the others</source>
   <translation>此风格在所有风格中的比重</translation>
  </message>
  <message>
   <source>How shall this picture be used?</source>
   <translation>如何使用这张图片？</translation>
  </message>
  <message>
   <source>How should it learn?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How strongly the picture shines through the paper</source>
   <translation>图片透过画纸的强度</translation>
  </message>
  <message>
   <source>How they belong together</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How thick lines are; the model knows thin ones best</source>
   <translation>线条的粗细；模型最熟悉细线</translation>
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
   <source>It goes on when Ganvas is closed. You can pause it, and continue tomorrow, at any time.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its files stay where they are</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep It Elsewhere…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep Style</source>
   <translation>收藏风格</translation>
  </message>
  <message>
   <source>Keep the Old One</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep the style in use when rolling</source>
   <translation>重新生成时保留当前风格</translation>
  </message>
  <message>
   <source>Kept in</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kernel distance KID × 1000</source>
   <translation type="unfinished" />
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
   <source>Label map</source>
   <translation>标签图</translation>
  </message>
  <message>
   <source>Label maps</source>
   <translation>标注图</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>语言</translation>
  </message>
  <message>
   <source>Later</source>
   <translation>以后</translation>
  </message>
  <message>
   <source>Learning</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Learning rate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave these {count} out</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Left out: {count}. {first}</source>
   <translation>未写出：{count} 张。{first}</translation>
  </message>
  <message>
   <source>Length</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Length and size</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Log of the run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Log scale</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look Again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look for the face in the photo again</source>
   <translation>重新在照片中寻找人脸</translation>
  </message>
  <message>
   <source>Looked at {done} of {total} pictures.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking at every picture…</source>
   <translation type="unfinished" />
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
   <source>Machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a model of it and put it into the library</source>
   <translation>制成模型并放入库中</translation>
  </message>
  <message>
   <source>Make a model of this run, put it into the library and open it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a model of your own from your pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a new slider from pictures with a feature and pictures without it</source>
   <translation>用有某特征和没有该特征的图片制作新滑块</translation>
  </message>
  <message>
   <source>Make pictures while the pen moves, not only when it rests</source>
   <translation>在落笔移动时就生成图片，而不只是停笔之后</translation>
  </message>
  <message>
   <source>Make room on the disk; the newest always stays</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Many styles</source>
   <translation>多种风格</translation>
  </message>
  <message>
   <source>Mark Eyes</source>
   <translation>标记眼睛</translation>
  </message>
  <message>
   <source>Mark further runs to see their curves beside those of the chosen one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mask Brush</source>
   <translation>蒙版画笔</translation>
  </message>
  <message>
   <source>Measured at {seen} pictures: {figures}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Measured on this machine, with your pictures and settings.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory of the graphics card (GB)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory that Ganvas uses</source>
   <translation>Ganvas 使用的内存</translation>
  </message>
  <message>
   <source>Middle</source>
   <translation>中</translation>
  </message>
  <message>
   <source>Mirror</source>
   <translation>镜像</translation>
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
   <source>Models and checkpoints (*.gmodel *.pt *.pth *.pkl)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Models that others have published</source>
   <translation>他人发布的模型</translation>
  </message>
  <message>
   <source>Moment of the sample sheet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>More</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Most are {width} × {height}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Most memory</source>
   <translation type="unfinished" />
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
   <source>Must be a multiple of {bound}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Must be at least {bound}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Must be at most {bound}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Must be less than {bound}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Must be more than {bound}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>My own pictures</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name of the new run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Networks and losses</source>
   <translation type="unfinished" />
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
   <source>New Window</source>
   <translation>新建窗口</translation>
  </message>
  <message>
   <source>New variants; pinned ones stay</source>
   <translation>生成新的变体；已固定的保留</translation>
  </message>
  <message>
   <source>Newest checkpoints to keep</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next</source>
   <translation type="unfinished" />
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
   <source>No face was found yet</source>
   <translation>还没有找到人脸</translation>
  </message>
  <message>
   <source>No model</source>
   <translation>没有模型</translation>
  </message>
  <message>
   <source>No model is open</source>
   <translation>没有打开的模型</translation>
  </message>
  <message>
   <source>No models yet; install a .gmodel file.</source>
   <translation>还没有模型；请安装 .gmodel 文件。</translation>
  </message>
  <message>
   <source>No run is open</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Non-commercial or academic use only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not known</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not needed and left out: {others}.</source>
   <translation>不需要而略去：{others}。</translation>
  </message>
  <message>
   <source>Note</source>
   <translation type="unfinished" />
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
   <source>Nothing is wrong with them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was added</source>
   <translation>未添加任何内容</translation>
  </message>
  <message>
   <source>Nothing would be deleted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Noticed at {seen} pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Of a file, not of a page; it begins with https://.</source>
   <translation>文件而非网页的地址，以 https:// 开头。</translation>
  </message>
  <message>
   <source>Of the pictures that the model was trained on.</source>
   <translation>模型训练所用图片的边长。</translation>
  </message>
  <message>
   <source>On average a colour is {mean} away from where it was; at worst {most}.</source>
   <translation>颜色平均偏离原处 {mean}，最多 {most}。</translation>
  </message>
  <message>
   <source>One pixel of paper for one of the screen</source>
   <translation>画纸的一个像素对应屏幕的一个像素</translation>
  </message>
  <message>
   <source>Only addresses that begin with https:// are fetched from.</source>
   <translation>只从以 https:// 开头的地址下载。</translation>
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open a document or a picture</source>
   <translation>打开文档或图片</translation>
  </message>
  <message>
   <source>Open a photo of a face, or take one from the samples.</source>
   <translation>打开一张人脸照片，或从样本中取一张脸。</translation>
  </message>
  <message>
   <source>Open a photo to change the face in it</source>
   <translation>打开照片，改变其中的脸</translation>
  </message>
  <message>
   <source>Open another window with white paper</source>
   <translation>再打开一个空白窗口</translation>
  </message>
  <message>
   <source>Open the Folder of a Run</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Over pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pages where official weights are published</source>
   <translation>发布官方权重的页面</translation>
  </message>
  <message>
   <source>Paint mask</source>
   <translation>绘制蒙版</translation>
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
   <source>Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pause and Go On with It</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
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
   <source>Picture</source>
   <translation>图片</translation>
  </message>
  <message>
   <source>Picture Only</source>
   <translation>仅图片</translation>
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
   <source>Pictures</source>
   <translation>图片</translation>
  </message>
  <message>
   <source>Pictures That Take the Style</source>
   <translation>采用此风格的图片</translation>
  </message>
  <message>
   <source>Pictures a second</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pictures looked at</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pictures of the second kind</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pictures to train on in all</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pictures with the feature</source>
   <translation>有该特征的图片</translation>
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
   <translation type="unfinished" />
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
   <source>Pose, shape of the head, hair</source>
   <translation>姿势、头形、头发</translation>
  </message>
  <message>
   <source>Precision</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Preparing picture {done} of {total}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Preparing pictures and networks…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Preparing the network {name}</source>
   <translation>正在准备网络 {name}</translation>
  </message>
  <message>
   <source>Previous Style</source>
   <translation>上一个风格</translation>
  </message>
  <message>
   <source>Processor</source>
   <translation>处理器</translation>
  </message>
  <message>
   <source>Processor (%)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>Progress of the run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Public domain (CC0)</source>
   <translation type="unfinished" />
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
   <source>Quality</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Quit</source>
   <translation>退出</translation>
  </message>
  <message>
   <source>Read a style off one photo or several</source>
   <translation>从一张或多张照片读取风格</translation>
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Recall</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Recovered style code</source>
   <translation type="unfinished" />
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
   <source>Regions</source>
   <translation>区域</translation>
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
   <source>Replace It</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reports and checkpoints</source>
   <translation type="unfinished" />
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
   <source>Reset all attributes</source>
   <translation>重置所有属性</translation>
  </message>
  <message>
   <source>Reset {name}</source>
   <translation>重置{name}</translation>
  </message>
  <message>
   <source>Restore</source>
   <translation>恢复</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation type="unfinished" />
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
   <source>Roll New Styles</source>
   <translation>生成新风格</translation>
  </message>
  <message>
   <source>Roll styles</source>
   <translation>生成风格</translation>
  </message>
  <message>
   <source>Rub lines out</source>
   <translation>擦掉线条</translation>
  </message>
  <message>
   <source>Run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Run of the second sample sheet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Running one picture</source>
   <translation>正在试算一张图片</translation>
  </message>
  <message>
   <source>Runs</source>
   <translation type="unfinished" />
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
   <source>Sample sheet at {seen} pictures: {file}</source>
   <translation type="unfinished" />
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
   <source>Samples appear here as soon as the run has made some.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Samples at {seen} pictures ({place} of {count})</source>
   <translation type="unfinished" />
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
   <source>Saving…</source>
   <translation>正在保存…</translation>
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
   <translation type="unfinished" />
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
   <source>Settings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Settings that nobody needs for a first model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Several systems share this layout of weights; choose whose they are.</source>
   <translation>多个系统共用这种权重格式；请选择它属于哪个系统。</translation>
  </message>
  <message>
   <source>Share of time spent on loading</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shortcut</source>
   <translation>快捷键</translation>
  </message>
  <message>
   <source>Show</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show Folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show Original</source>
   <translation>显示原图</translation>
  </message>
  <message>
   <source>Show a run from its folder, wherever it was trained</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the page in the browser; download a file there</source>
   <translation>在浏览器中显示页面；在那里下载文件</translation>
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
   <source>Sketch to picture</source>
   <translation>草图生成图片</translation>
  </message>
  <message>
   <source>Sketches</source>
   <translation>线稿</translation>
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
   <source>Smile</source>
   <translation>微笑</translation>
  </message>
  <message>
   <source>Smoothing</source>
   <translation>平滑</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>开始</translation>
  </message>
  <message>
   <source>Start from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start it at once</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Start with white paper</source>
   <translation>从白纸开始</translation>
  </message>
  <message>
   <source>Starting…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Step {step} of {steps}, as training does it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Steps</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Steps of the trial</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Still needed: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop and Keep</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopped before all pictures were looked at.</source>
   <translation type="unfinished" />
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
   <source>Strength of augmentation p</source>
   <translation type="unfinished" />
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
   <source>Styles that you keep stay here, also for other drawings.</source>
   <translation>您收藏的风格会留在这里，也可用于其他画。</translation>
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
   <source>Switch Direction</source>
   <translation>切换方向</translation>
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take off the List</source>
   <translation type="unfinished" />
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
   <source>Terms of these pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The bytes are a whole number.</source>
   <translation>字节数应为整数。</translation>
  </message>
  <message>
   <source>The direction changed meanwhile; the style was left out.</source>
   <translation>方向已经改变；没有采用该风格。</translation>
  </message>
  <message>
   <source>The edited face appears here</source>
   <translation>编辑后的脸显示在这里</translation>
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
   <source>The face changed while it was refined; the result was left out.</source>
   <translation>精修期间脸已更改；精修结果未采用。</translation>
  </message>
  <message>
   <source>The folder for autosaves may not be written; save often.</source>
   <translation>自动保存文件夹不可写入，请经常保存。</translation>
  </message>
  <message>
   <source>The folder with everything that this run has written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The input shows</source>
   <translation>输入为</translation>
  </message>
  <message>
   <source>The library has another model called “{name}”.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model stays in the library</source>
   <translation>模型保留在库中</translation>
  </message>
  <message>
   <source>The model's average face; refine it</source>
   <translation>模型的平均脸；请精修</translation>
  </message>
  <message>
   <source>The model's card will say on which terms its pictures were used; choose or type them</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model's face</source>
   <translation>模型的脸</translation>
  </message>
  <message>
   <source>The paper changed meanwhile; the photo was left out.</source>
   <translation>纸张已经改变；没有采用该照片。</translation>
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
   <source>The picture that was run</source>
   <translation>试算的图片</translation>
  </message>
  <message>
   <source>The pictures could not be looked at.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The result shows</source>
   <translation>结果为</translation>
  </message>
  <message>
   <source>The run “{name}” is being trained.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The same from the command line: {command}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The same seed gives the same faces again</source>
   <translation>相同的种子再次给出相同的脸</translation>
  </message>
  <message>
   <source>The same seed gives the same styles again</source>
   <translation>相同的种子会得到相同的风格</translation>
  </message>
  <message>
   <source>The shape of one, the style of the other</source>
   <translation>一张的形状，另一张的风格</translation>
  </message>
  <message>
   <source>The sizes are what the imported networks take at least; the files may hold more. Weights may have terms of their own, which their page states.</source>
   <translation>大小为所导入网络至少占用的空间；文件可能更大。权重可能另有条款，见其页面。</translation>
  </message>
  <message>
   <source>The trial was stopped; nothing was trained.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The values below are the published ones; you may go on without changing any.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Their names go into the configuration; the files stay as they are</source>
   <translation type="unfinished" />
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
   <source>There is a folder of that name already.</source>
   <translation type="unfinished" />
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
   <source>There is no other window; open one with File, New Window.</source>
   <translation>没有其他窗口；请用“文件”中的“新建窗口”打开一个。</translation>
  </message>
  <message>
   <source>There is no picture in it; PNG, JPEG, WebP, TIFF, BMP and GIF can be used.</source>
   <translation>其中没有图片；可以使用 PNG、JPEG、WebP、TIFF、BMP 和 GIF。</translation>
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
   <source>There is no picture to translate yet; draw something first.</source>
   <translation>还没有可以转换的图片；请先画点什么。</translation>
  </message>
  <message>
   <source>There is nothing to walk between yet; no file was written.</source>
   <translation>还没有可连接的脸；没有写入文件。</translation>
  </message>
  <message>
   <source>They are lost if you do not save them.</source>
   <translation>如果不保存，更改将会丢失。</translation>
  </message>
  <message>
   <source>They are only read, never changed.</source>
   <translation type="unfinished" />
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
   <source>This did not work ({kind}); nothing was changed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This face</source>
   <translation>这张脸</translation>
  </message>
  <message>
   <source>This is not of the form: name = value.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This model has no encoder for photos; refine the face before you move sliders.</source>
   <translation>此模型没有照片编码器；移动滑块之前请先精修人脸。</translation>
  </message>
  <message>
   <source>This page stays in the Model menu</source>
   <translation>此页面保留在“模型”菜单中</translation>
  </message>
  <message>
   <source>Through the first eight samples</source>
   <translation>依次经过前八个样本</translation>
  </message>
  <message>
   <source>Time to finish</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tools</source>
   <translation>工具</translation>
  </message>
  <message>
   <source>Train</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train Longer</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train Longer…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train a Model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train a Model…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training Runs…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training from {seen} of {pictures} pictures on {device}.</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Truncation</source>
   <translation>截断</translation>
  </message>
  <message>
   <source>Try Again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try It</source>
   <translation type="unfinished" />
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
   <source>Two pictures of each kind are enough, twenty are better; each shows one face, cut as the model's own pictures are. The first attribute of a model takes about a minute.</source>
   <translation>每类两张图片就够，二十张更好；每张显示一张脸，裁切方式与模型自己的图片相同。模型的第一个属性大约需要一分钟。</translation>
  </message>
  <message>
   <source>Two sample sheets beside each other, each with its own slider</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Type a value in steps, {range}</source>
   <translation>输入步数，{range}</translation>
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
   <source>Unpin style</source>
   <translation>取消固定风格</translation>
  </message>
  <message>
   <source>Untitled</source>
   <translation>未命名</translation>
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use in the Editor</source>
   <translation type="unfinished" />
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
   <source>Variants</source>
   <translation>变体</translation>
  </message>
  <message>
   <source>Version and licence</source>
   <translation>版本与许可</translation>
  </message>
  <message>
   <source>Warning</source>
   <translation type="unfinished" />
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
   <source>Weight of {name}</source>
   <translation>{name} 的比重</translation>
  </message>
  <message>
   <source>Weights</source>
   <translation>权重</translation>
  </message>
  <message>
   <source>What curves are drawn over</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What goes in, and what comes out: {way}</source>
   <translation>输入什么，输出什么：{way}</translation>
  </message>
  <message>
   <source>What is installed and what it can do</source>
   <translation>已安装的模型及其能力</translation>
  </message>
  <message>
   <source>What is shown of the run</source>
   <translation type="unfinished" />
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
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the photos show</source>
   <translation>照片的内容</translation>
  </message>
  <message>
   <source>What this machine's memory has room for, or what is faster here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was lost: dark nothing, bright {percent} and more</source>
   <translation>损失：暗处没有，亮处 {percent} 或更多</translation>
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
   <source>Whether the label maps' last channel holds the edges between objects.</source>
   <translation>标注图的最后一个通道是否为物体之间的边缘。</translation>
  </message>
  <message>
   <source>Which of the two networks goes forward; the other one goes back.</source>
   <translation>两个网络中哪个为正向；另一个为反向。</translation>
  </message>
  <message>
   <source>Which pictures should it learn from?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>White paper again</source>
   <translation>恢复白纸</translation>
  </message>
  <message>
   <source>Work in progress</source>
   <translation>正在进行</translation>
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
   <translation type="unfinished" />
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
   <source>Yes</source>
   <translation>是</translation>
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
   <source>about {time}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>after {hours} h</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>at {seen} pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>content encoder</source>
   <translation>内容编码器</translation>
  </message>
  <message>
   <source>encoder</source>
   <translation>编码器</translation>
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
   <source>no number</source>
   <translation type="unfinished" />
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
   <source>or drop a drawing or a photo</source>
   <translation>或拖入线稿或照片</translation>
  </message>
  <message>
   <source>or take a face from the samples</source>
   <translation>或从样本中取一张脸</translation>
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
   <source>while you draw</source>
   <translation>随着你的绘制</translation>
  </message>
  <message>
   <source>{count} checkpoints were deleted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} of {all} files will be deleted: {size}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} training pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{days} days {hours} h</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{done} of {total} MB</source>
   <translation>{done} / {total} MB</translation>
  </message>
  <message>
   <source>{files} holds {system}: {parts}.</source>
   <translation>{files} 含有 {system}：{parts}。</translation>
  </message>
  <message>
   <source>{hours} h {minutes} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{keys} already belongs to “{action}”.</source>
   <translation>{keys} 已用于“{action}”。</translation>
  </message>
  <message>
   <source>{kind} in another style</source>
   <translation>{kind}换风格</translation>
  </message>
  <message>
   <source>{licence}: not for commercial use</source>
   <translation>{licence}：不可商用</translation>
  </message>
  <message>
   <source>{minutes} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{model} is another version than the one this document was drawn with.</source>
   <translation>{model} 与绘制此文档所用的版本不同。</translation>
  </message>
  <message>
   <source>{pictures} pictures, {usable} of them to learn from.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{rate} pictures a second</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{seconds} s</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{seen} of {pictures} pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{seen} pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{seen} pictures seen.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{shape} in the style of {style}</source>
   <translation>{shape}，采用 {style} 的风格</translation>
  </message>
  <message>
   <source>{size} GB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{size} MB</source>
   <translation type="unfinished" />
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
   <source>{source} to {target}</source>
   <translation>{source}转{target}</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{time} of training</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{name}” is no longer on your shelf.</source>
   <translation>“{name}”已不在您的收藏中。</translation>
  </message>
  <message>
   <source>“{text}” is no number.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{text}” is no whole number.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{title}” is in the library</source>
   <translation>“{title}”已在库中</translation>
  </message>
  <message>
   <source>“{title}” is in the library now.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{title}” was made by others, who published its weights. Their licence is:</source>
   <translation>“{title}”由他人制作并发布了权重。其许可为：</translation>
  </message>
 </context>
</TS>
