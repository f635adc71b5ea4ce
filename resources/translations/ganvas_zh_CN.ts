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
   <source>A drawing tablet changes the width of the line</source>
   <translation>数位板的压力会改变线条粗细</translation>
  </message>
  <message>
   <source>A sample of the model</source>
   <translation>模型的样本</translation>
  </message>
  <message>
   <source>About Ganvas</source>
   <translation>关于 Ganvas</translation>
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
   <source>Added the attribute “{name}”.</source>
   <translation>已添加属性“{name}”。</translation>
  </message>
  <message>
   <source>Adding the attribute…</source>
   <translation>正在添加属性…</translation>
  </message>
  <message>
   <source>Age</source>
   <translation>年龄</translation>
  </message>
  <message>
   <source>Also fit a copy of the model to this photo; it is kept in the document</source>
   <translation>同时让模型的一个副本贴合这张照片；副本保存在文档中</translation>
  </message>
  <message>
   <source>Animation</source>
   <translation>动画</translation>
  </message>
  <message>
   <source>Appearance</source>
   <translation>外观</translation>
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
   <source>As Style</source>
   <translation>作为风格</translation>
  </message>
  <message>
   <source>As the encoder sees it</source>
   <translation>编码器所见</translation>
  </message>
  <message>
   <source>Attributes</source>
   <translation>属性</translation>
  </message>
  <message>
   <source>Brightness</source>
   <translation>明暗</translation>
  </message>
  <message>
   <source>Bring the model's face closer to the photo; takes up to a minute</source>
   <translation>让模型的脸更接近照片；最多需要一分钟</translation>
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
   <source>Changing the library…</source>
   <translation>正在更改模型库…</translation>
  </message>
  <message>
   <source>Choose Another Model…</source>
   <translation>选择其他模型…</translation>
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
   <source>Choose: {what}</source>
   <translation>选择：{what}</translation>
  </message>
  <message>
   <source>Choose…</source>
   <translation>选择…</translation>
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
   <source>Damaged</source>
   <translation>已损坏</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>深色</translation>
  </message>
  <message>
   <source>Delete this model from the library</source>
   <translation>从模型库中删除此模型</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>放弃</translation>
  </message>
  <message>
   <source>Do Not Save</source>
   <translation>不保存</translation>
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
   <source>Drop a photo here, or click to choose one</source>
   <translation>将照片拖到这里，或点击选择</translation>
  </message>
  <message>
   <source>Drop a photo of a face here</source>
   <translation>把人脸照片拖到这里</translation>
  </message>
  <message>
   <source>Drop a photo of a texture or another object.</source>
   <translation>拖入一张纹理或其他物品的照片。</translation>
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
   <source>Even</source>
   <translation>匀速</translation>
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
   <source>Features of the face, eyes, mouth</source>
   <translation>五官、眼睛、嘴</translation>
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
   <source>Fit</source>
   <translation>适合窗口</translation>
  </message>
  <message>
   <source>Fit the paper into the window</source>
   <translation>让画纸适合窗口</translation>
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
   <source>Frames a second</source>
   <translation>每秒帧数</translation>
  </message>
  <message>
   <source>Frames for each way</source>
   <translation>每段帧数</translation>
  </message>
  <message>
   <source>From the chosen variant to the picture's style</source>
   <translation>从所选变体过渡到图片的风格</translation>
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
   <source>Glasses</source>
   <translation>眼镜</translation>
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
   <source>How much the eraser takes away</source>
   <translation>橡皮擦除的范围</translation>
  </message>
  <message>
   <source>How shall this picture be used?</source>
   <translation>如何使用这张图片？</translation>
  </message>
  <message>
   <source>How strongly the picture shines through the paper</source>
   <translation>图片透过画纸的强度</translation>
  </message>
  <message>
   <source>How thick lines are; the model knows thin ones best</source>
   <translation>线条的粗细；模型最熟悉细线</translation>
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
   <source>Keep the style in use when rolling</source>
   <translation>重新生成时保留当前风格</translation>
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
   <source>Language</source>
   <translation>语言</translation>
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
   <source>Look for the face in the photo again</source>
   <translation>重新在照片中寻找人脸</translation>
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
   <source>Make a new slider from pictures with a feature and pictures without it</source>
   <translation>用有某特征和没有该特征的图片制作新滑块</translation>
  </message>
  <message>
   <source>Make pictures while the pen moves, not only when it rests</source>
   <translation>在落笔移动时就生成图片，而不只是停笔之后</translation>
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
   <source>Many styles</source>
   <translation>多种风格</translation>
  </message>
  <message>
   <source>Mark Eyes</source>
   <translation>标记眼睛</translation>
  </message>
  <message>
   <source>Mask Brush</source>
   <translation>蒙版画笔</translation>
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
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>Name of the attribute</source>
   <translation>属性名称</translation>
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
   <source>New variants; pinned ones stay</source>
   <translation>生成新的变体；已固定的保留</translation>
  </message>
  <message>
   <source>Next Style</source>
   <translation>下一个风格</translation>
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
   <source>Nothing but the paper</source>
   <translation>只显示画纸</translation>
  </message>
  <message>
   <source>Nothing but the picture</source>
   <translation>只显示图片</translation>
  </message>
  <message>
   <source>One pixel of paper for one of the screen</source>
   <translation>画纸的一个像素对应屏幕的一个像素</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>打开</translation>
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
   <source>Other face</source>
   <translation>另一张脸</translation>
  </message>
  <message>
   <source>Other sliders may change it; lock it</source>
   <translation>其他滑块可能改变它；单击锁定</translation>
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
   <source>Pen pressure</source>
   <translation>笔压</translation>
  </message>
  <message>
   <source>Pen width</source>
   <translation>笔宽</translation>
  </message>
  <message>
   <source>Photo</source>
   <translation>照片</translation>
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
   <source>Picture</source>
   <translation>图片</translation>
  </message>
  <message>
   <source>Picture Only</source>
   <translation>仅图片</translation>
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
   <source>Pictures with the feature</source>
   <translation>有该特征的图片</translation>
  </message>
  <message>
   <source>Pictures without it</source>
   <translation>没有该特征的图片</translation>
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
   <source>Previous Style</source>
   <translation>上一个风格</translation>
  </message>
  <message>
   <source>Processor</source>
   <translation>处理器</translation>
  </message>
  <message>
   <source>Put a drawing on the paper</source>
   <translation>将线稿放到画纸上</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>退出</translation>
  </message>
  <message>
   <source>Read a style off a photo</source>
   <translation>从照片中提取风格</translation>
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
   <source>Remove picture style</source>
   <translation>移除图片风格</translation>
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
   <source>Return to the start</source>
   <translation>回到起点</translation>
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
   <source>S&amp;tyle</source>
   <translation>风格(&amp;T)</translation>
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
   <source>See and change every shortcut</source>
   <translation>查看并更改所有快捷键</translation>
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
   <source>Shortcut</source>
   <translation>快捷键</translation>
  </message>
  <message>
   <source>Show Original</source>
   <translation>显示原图</translation>
  </message>
  <message>
   <source>Side by Side</source>
   <translation>并排显示</translation>
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
   <source>Start with white paper</source>
   <translation>从白纸开始</translation>
  </message>
  <message>
   <source>Stop what is running</source>
   <translation>停止正在运行的任务</translation>
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
   <source>Style from Picture</source>
   <translation>从图片取风格</translation>
  </message>
  <message>
   <source>Style from Picture…</source>
   <translation>从图片取风格…</translation>
  </message>
  <message>
   <source>Style from picture</source>
   <translation>从图片取风格</translation>
  </message>
  <message>
   <source>Style variants</source>
   <translation>风格变体</translation>
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
   <source>System Language</source>
   <translation>系统语言</translation>
  </message>
  <message>
   <source>Take sample</source>
   <translation>取用样本</translation>
  </message>
  <message>
   <source>Take the last step back</source>
   <translation>撤销上一步</translation>
  </message>
  <message>
   <source>Take the picture's style out again</source>
   <translation>去掉图片的风格</translation>
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
   <source>The model's average face; refine it</source>
   <translation>模型的平均脸；请精修</translation>
  </message>
  <message>
   <source>The model's face</source>
   <translation>模型的脸</translation>
  </message>
  <message>
   <source>The picture appears here</source>
   <translation>图片会显示在这里</translation>
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
   <source>There is nothing to walk between yet; no file was written.</source>
   <translation>还没有可连接的脸；没有写入文件。</translation>
  </message>
  <message>
   <source>They are lost if you do not save them.</source>
   <translation>如果不保存，更改将会丢失。</translation>
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
   <source>This face</source>
   <translation>这张脸</translation>
  </message>
  <message>
   <source>This model has no encoder for photos; refine the face before you move sliders.</source>
   <translation>此模型没有照片编码器；移动滑块之前请先精修人脸。</translation>
  </message>
  <message>
   <source>Through the first eight samples</source>
   <translation>依次经过前八个样本</translation>
  </message>
  <message>
   <source>Tools</source>
   <translation>工具</translation>
  </message>
  <message>
   <source>Truncation</source>
   <translation>截断</translation>
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
   <source>Use This Model</source>
   <translation>使用此模型</translation>
  </message>
  <message>
   <source>Use style</source>
   <translation>使用风格</translation>
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
   <source>Way</source>
   <translation>路线</translation>
  </message>
  <message>
   <source>What is installed and what it can do</source>
   <translation>已安装的模型及其能力</translation>
  </message>
  <message>
   <source>Where pictures are made, and by what</source>
   <translation>图片在哪里、由什么生成</translation>
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
   <source>Written to {name}.</source>
   <translation>已写入 {name}。</translation>
  </message>
  <message>
   <source>Wrote the animation {name}.</source>
   <translation>已写入动画 {name}。</translation>
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
   <source>from {low} to {high}</source>
   <translation>从 {low} 到 {high}</translation>
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
   <source>while you draw</source>
   <translation>随着你的绘制</translation>
  </message>
  <message>
   <source>{keys} already belongs to “{action}”.</source>
   <translation>{keys} 已用于“{action}”。</translation>
  </message>
  <message>
   <source>{model} is another version than the one this document was drawn with.</source>
   <translation>{model} 与绘制此文档所用的版本不同。</translation>
  </message>
  <message>
   <source>{size} × {size} pixels · {licence}</source>
   <translation>{size} × {size} 像素 · {licence}</translation>
  </message>
 </context>
</TS>
