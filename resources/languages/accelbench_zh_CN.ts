<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Advisor</name>
    <message>
        <source>The data have %1 classes, but %2 learns numbers.</source>
        <translation>数据有 %1 个类别，而 %2 用于学习数值。</translation>
    </message>
    <message>
        <source>Use categorical_crossentropy with a linear layer of %1 units</source>
        <translation>改用 categorical_crossentropy 和 %1 个单元的 linear 层</translation>
    </message>
    <message>
        <source>The data have numbers to predict, but %1 learns classes.</source>
        <translation>数据的预测目标是数值，而 %1 用于学习类别。</translation>
    </message>
    <message>
        <source>Use mse with %1 units</source>
        <translation>改用 mse 和 %1 个单元</translation>
    </message>
    <message>
        <source>%1 applies %2 itself and takes a linear last layer; found %3.</source>
        <translation>%1 自带 %2，最后一层应为 linear；现为 %3。</translation>
    </message>
    <message>
        <source>Make the last layer linear</source>
        <translation>把最后一层改为 linear</translation>
    </message>
    <message>
        <source>Softmax stands before the last layer: its units share one sum of 1.</source>
        <translation>softmax 不在最后一层：该层各单元之和恒为 1。</translation>
    </message>
    <message>
        <source>Use relu in layer %1</source>
        <translation>第 %1 层改用 relu</translation>
    </message>
    <message>
        <source>Softmax with %1 learns slowly, and its outputs always add up to 1.</source>
        <translation>softmax 与 %1 一起使用时学得慢，而且输出之和恒为 1。</translation>
    </message>
    <message>
        <source>binary_crossentropy has one logit</source>
        <translation>binary_crossentropy 只有一个 logit</translation>
    </message>
    <message>
        <source>the data need %1</source>
        <translation>数据需要 %1 个</translation>
    </message>
    <message>
        <source>The last layer has %1 units, but %2.</source>
        <translation>最后一层有 %1 个单元，但%2。</translation>
    </message>
    <message>
        <source>Use %1 in the last layer</source>
        <translation>最后一层改用 %1 个单元</translation>
    </message>
    <message>
        <source>%1 sigmoid layers in a row: each passes on at most a quarter of the gradient, the first ones hardly learn.</source>
        <translation>连续 %1 个 sigmoid 层：每层至多传回四分之一的梯度，前几层几乎学不到东西。</translation>
    </message>
    <message>
        <source>Use relu in the hidden ones</source>
        <translation>隐藏层改用 relu</translation>
    </message>
    <message>
        <source>Dropout in the last layer sets answers themselves to 0 while training.</source>
        <translation>最后一层的 Dropout 会在训练中把输出本身置为 0。</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>去掉它</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>launch</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>compile</source>
        <translation>编译</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>measure</source>
        <translation>测量</translation>
    </message>
</context>
<context>
    <name>Disturbed</name>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>Round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Rounds %1</source>
        <translation>第 %1 各轮</translation>
    </message>
    <message>
        <source>while %1 ran</source>
        <translation>%1 运行时</translation>
    </message>
    <message>
        <source>worst: %1 in round %2</source>
        <translation>最严重：第 %2 轮的 %1</translation>
    </message>
</context>
<context>
    <name>EvaluationText</name>
    <message>
        <source>true %1</source>
        <translation>真实值 %1</translation>
    </message>
    <message>
        <source>predicted %1</source>
        <translation>预测值 %1</translation>
    </message>
    <message>
        <source>error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <translation>%1 判为 %2</translation>
    </message>
    <message>
        <source>Samples: %1</source>
        <translation>样本：%1</translation>
    </message>
    <message>
        <source>Training part</source>
        <translation>训练集</translation>
    </message>
    <message>
        <source>Validation part</source>
        <translation>验证集</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>version of the format, the first key of the file</source>
        <translation>格式版本，文件的第一个键</translation>
    </message>
    <message>
        <source>1</source>
        <translation>1</translation>
    </message>
    <message>
        <source>what the experiment is called</source>
        <translation>实验的名称</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>in as many words as it takes</source>
        <translation>说明，长短不限</translation>
    </message>
    <message>
        <source>the network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>a mapping</source>
        <translation>映射</translation>
    </message>
    <message>
        <source>from the first to the last; the input width comes from the data</source>
        <translation>从第一层到最后一层；输入宽度由数据决定</translation>
    </message>
    <message>
        <source>a list: a mapping</source>
        <translation>列表：映射</translation>
    </message>
    <message>
        <source>outputs of the layer</source>
        <translation>该层的输出数</translation>
    </message>
    <message>
        <source>a whole number from 1 to 1048576</source>
        <translation>1 到 1048576 的整数</translation>
    </message>
    <message>
        <source>what is done to each output</source>
        <translation>对每个输出施加的函数</translation>
    </message>
    <message>
        <source>linear, relu, leaky_relu, elu, gelu, gelu_tanh, sigmoid, silu, softplus, tanh or softmax</source>
        <translation>linear、relu、leaky_relu、elu、gelu、gelu_tanh、sigmoid、silu、softplus、tanh 或 softmax</translation>
    </message>
    <message>
        <source>share of the outputs set to 0 while training</source>
        <translation>训练时置为 0 的输出所占比例</translation>
    </message>
    <message>
        <source>a number of at least 0 and below 1</source>
        <translation>不小于 0、小于 1 的数值</translation>
    </message>
    <message>
        <source>how weights are drawn; biases start at 0</source>
        <translation>权重如何随机产生；偏置从 0 开始</translation>
    </message>
    <message>
        <source>glorot_uniform, glorot_normal, he_uniform, he_normal or lecun_normal</source>
        <translation>glorot_uniform、glorot_normal、he_uniform、he_normal 或 lecun_normal</translation>
    </message>
    <message>
        <source>weights of an earlier training: a path, or a mapping with path</source>
        <translation>先前训练的权重：路径，或含 path 的映射</translation>
    </message>
    <message>
        <source>a mapping, or its path</source>
        <translation>映射，或其路径</translation>
    </message>
    <message>
        <source>a safetensors file; shapes must match</source>
        <translation>safetensors 文件；形状必须一致</translation>
    </message>
    <message>
        <source>which layers to take, from 0; none named: all</source>
        <translation>取哪些层，从 0 起计；不写则取全部</translation>
    </message>
    <message>
        <source>a list: a whole number from 0 to 1023</source>
        <translation>列表：0 到 1023 的整数</translation>
    </message>
    <message>
        <source>which layers not to train</source>
        <translation>哪些层不训练</translation>
    </message>
    <message>
        <source>what it learns from</source>
        <translation>从什么数据学习</translation>
    </message>
    <message>
        <source>where samples come from</source>
        <translation>样本的来源</translation>
    </message>
    <message>
        <source>synthetic, csv, npy, npz or idx</source>
        <translation>synthetic、csv、npy、npz 或 idx</translation>
    </message>
    <message>
        <source>how samples are made</source>
        <translation>样本如何生成</translation>
    </message>
    <message>
        <source>uniform, teacher, friedman1, blobs, circles, spirals or xor</source>
        <translation>uniform、teacher、friedman1、blobs、circles、spirals 或 xor</translation>
    </message>
    <message>
        <source>rows, training and validation together</source>
        <translation>行数，训练与验证合计</translation>
    </message>
    <message>
        <source>a whole number from 1 to 10000000000</source>
        <translation>1 到 10000000000 的整数</translation>
    </message>
    <message>
        <source>inputs of the first layer</source>
        <translation>第一层的输入数</translation>
    </message>
    <message>
        <source>classes of a classification, instead of targets</source>
        <translation>分类的类别数，代替 targets</translation>
    </message>
    <message>
        <source>a whole number from 2 to 1048576</source>
        <translation>2 到 1048576 的整数</translation>
    </message>
    <message>
        <source>outputs of a regression</source>
        <translation>回归的输出数</translation>
    </message>
    <message>
        <source>deviation of what is added to the targets or points</source>
        <translation>加到目标或点上的噪声的标准差</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000</source>
        <translation>0 到 1000000 的数值</translation>
    </message>
    <message>
        <source>of the samples</source>
        <translation>样本的随机种子</translation>
    </message>
    <message>
        <source>a whole number from 0 to 18446744073709551615</source>
        <translation>0 到 18446744073709551615 的整数</translation>
    </message>
    <message>
        <source>the table, relative to the experiment</source>
        <translation>表格文件，相对于实验的路径</translation>
    </message>
    <message>
        <source>columns to predict, by name, or by number from 0 without header; none named: the last</source>
        <translation>要预测的列：按列名，无表头时按从 0 起的序号；不写则为最后一列</translation>
    </message>
    <message>
        <source>a list: texts or whole numbers</source>
        <translation>列表：文本或整数</translation>
    </message>
    <message>
        <source>what the target is</source>
        <translation>目标的类型</translation>
    </message>
    <message>
        <source>regression or classification</source>
        <translation>regression 或 classification</translation>
    </message>
    <message>
        <source>whether the first line holds names; left out: found out</source>
        <translation>第一行是否为列名；省略时自动判断</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>one character; left out: found out</source>
        <translation>一个字符；省略时自动判断</translation>
    </message>
    <message>
        <source>array of samples by features</source>
        <translation>数组：样本 × 特征</translation>
    </message>
    <message>
        <source>array of targets or classes</source>
        <translation>数组：目标或类别</translation>
    </message>
    <message>
        <source>samples, scaled to 0…1</source>
        <translation>样本，缩放到 0…1</translation>
    </message>
    <message>
        <source>one class a sample</source>
        <translation>每个样本一个类别</translation>
    </message>
    <message>
        <source>(x - mean) / deviation, fitted on the training part</source>
        <translation>(x − 均值) / 标准差，只按训练集计算</translation>
    </message>
    <message>
        <source>share of the last samples kept for validation, before any shuffling</source>
        <translation>留作验证的末尾样本所占比例，在打乱之前划分</translation>
    </message>
    <message>
        <source>a separate validation set of the same kind, instead of a split</source>
        <translation>同类的独立验证集，代替划分</translation>
    </message>
    <message>
        <source>csv, npz: the file</source>
        <translation>csv、npz：文件</translation>
    </message>
    <message>
        <source>npy: the file of the samples; npz: their key</source>
        <translation>npy：样本文件；npz：其键名</translation>
    </message>
    <message>
        <source>npy: the file of the targets; npz: their key</source>
        <translation>npy：目标文件；npz：其键名</translation>
    </message>
    <message>
        <source>idx: the file of the samples</source>
        <translation>idx：样本文件</translation>
    </message>
    <message>
        <source>idx: the file of the classes</source>
        <translation>idx：类别文件</translation>
    </message>
    <message>
        <source>how it learns</source>
        <translation>如何学习</translation>
    </message>
    <message>
        <source>what is minimised</source>
        <translation>要最小化的量</translation>
    </message>
    <message>
        <source>mse, mae, huber, binary_crossentropy or categorical_crossentropy</source>
        <translation>mse、mae、huber、binary_crossentropy 或 categorical_crossentropy</translation>
    </message>
    <message>
        <source>what else is measured</source>
        <translation>另外测量的指标</translation>
    </message>
    <message>
        <source>a list: accuracy, mae, mse, rmse or r2</source>
        <translation>列表：accuracy、mae、mse、rmse 或 r2</translation>
    </message>
    <message>
        <source>a mapping with name and constants, or the name alone</source>
        <translation>含名称和常数的映射，或只写名称</translation>
    </message>
    <message>
        <source>a mapping, or its name</source>
        <translation>映射，或其名称</translation>
    </message>
    <message>
        <source>how weights follow their gradients</source>
        <translation>权重如何随梯度更新</translation>
    </message>
    <message>
        <source>adam, adamw, sgd or rmsprop</source>
        <translation>adam、adamw、sgd 或 rmsprop</translation>
    </message>
    <message>
        <source>0.01 for sgd, 0.001 for the others</source>
        <translation>sgd 为 0.01，其余为 0.001</translation>
    </message>
    <message>
        <source>a number above 0 and at most 1000000</source>
        <translation>大于 0、不超过 1000000 的数值</translation>
    </message>
    <message>
        <source>decay of the mean gradient</source>
        <translation>梯度均值的衰减率</translation>
    </message>
    <message>
        <source>decay of the mean square</source>
        <translation>平方均值的衰减率</translation>
    </message>
    <message>
        <source>keeps the division finite</source>
        <translation>避免除以零</translation>
    </message>
    <message>
        <source>a number above 0 and at most 1</source>
        <translation>大于 0、不超过 1 的数值</translation>
    </message>
    <message>
        <source>share of the weights taken off, times the learning rate</source>
        <translation>每步减去的权重比例，再乘以学习率</translation>
    </message>
    <message>
        <source>a number from 0 to 1000</source>
        <translation>0 到 1000 的数值</translation>
    </message>
    <message>
        <source>share of the last step kept</source>
        <translation>保留上一步的比例</translation>
    </message>
    <message>
        <source>look ahead along the momentum</source>
        <translation>沿动量方向前瞻</translation>
    </message>
    <message>
        <source>rows a step; the last batch of an epoch is short, never dropped</source>
        <translation>每步的行数；每训练轮的最后一批可以较短，绝不丢弃</translation>
    </message>
    <message>
        <source>a whole number from 1 to 2147483647</source>
        <translation>1 到 2147483647 的整数</translation>
    </message>
    <message>
        <source>passes over the training part</source>
        <translation>遍历训练集的次数</translation>
    </message>
    <message>
        <source>a whole number from 1 to 1000000000</source>
        <translation>1 到 1000000000 的整数</translation>
    </message>
    <message>
        <source>a new order each epoch</source>
        <translation>每训练轮重新打乱顺序</translation>
    </message>
    <message>
        <source>of initial weights, order and dropout</source>
        <translation>初始权重、顺序和 Dropout 的随机种子</translation>
    </message>
    <message>
        <source>learning rate by epoch; not together with reduce_lr_on_plateau</source>
        <translation>按训练轮设定的学习率；不能与 reduce_lr_on_plateau 同用</translation>
    </message>
    <message>
        <source>a mapping of one key: step, exponential or cosine</source>
        <translation>只有一个键的映射：step、exponential 或 cosine</translation>
    </message>
    <message>
        <source>epochs between two drops</source>
        <translation>两次降低之间的训练轮数</translation>
    </message>
    <message>
        <source>the learning rate is multiplied by it</source>
        <translation>学习率乘以该值</translation>
    </message>
    <message>
        <source>the learning rate is multiplied by it after each epoch</source>
        <translation>每训练轮后学习率乘以该值</translation>
    </message>
    <message>
        <source>epochs of rising first</source>
        <translation>开始时学习率上升的训练轮数</translation>
    </message>
    <message>
        <source>a whole number from 0 to 1000000000</source>
        <translation>0 到 1000000000 的整数</translation>
    </message>
    <message>
        <source>learning rate at the last epoch</source>
        <translation>最后一个训练轮的学习率</translation>
    </message>
    <message>
        <source>weights kept while training</source>
        <translation>训练期间保存的权重</translation>
    </message>
    <message>
        <source>epochs between two checkpoints</source>
        <translation>两个检查点之间的训练轮数</translation>
    </message>
    <message>
        <source>how many of the last ones stay</source>
        <translation>保留最近的几个</translation>
    </message>
    <message>
        <source>a whole number from 1 to 1000</source>
        <translation>1 到 1000 的整数</translation>
    </message>
    <message>
        <source>longest gradient; left out: none</source>
        <translation>梯度的最大范数；省略则不限</translation>
    </message>
    <message>
        <source>a number above 0 and at most 1000000000000</source>
        <translation>大于 0、不超过 1000000000000 的数值</translation>
    </message>
    <message>
        <source>weight of the sum of absolute weights in the loss</source>
        <translation>损失中权重绝对值之和的系数</translation>
    </message>
    <message>
        <source>weight of the sum of squared weights in the loss</source>
        <translation>损失中权重平方和的系数</translation>
    </message>
    <message>
        <source>at the end of each epoch, in this order</source>
        <translation>每训练轮结束时，按此顺序执行</translation>
    </message>
    <message>
        <source>a list: a mapping of one key: reduce_lr_on_plateau, early_stopping or target</source>
        <translation>列表：只有一个键的映射：reduce_lr_on_plateau、early_stopping 或 target</translation>
    </message>
    <message>
        <source>loss, a metric, or val_ and either</source>
        <translation>loss、某个指标，或加 val_ 前缀的二者</translation>
    </message>
    <message>
        <source>a number above 0 and below 1</source>
        <translation>大于 0、小于 1 的数值</translation>
    </message>
    <message>
        <source>epochs without improvement before that</source>
        <translation>在此之前无改善的训练轮数</translation>
    </message>
    <message>
        <source>smallest change that counts as improvement</source>
        <translation>算作改善的最小变化</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000000000</source>
        <translation>0 到 1000000000000 的数值</translation>
    </message>
    <message>
        <source>epochs of rest afterwards</source>
        <translation>之后暂停监控的训练轮数</translation>
    </message>
    <message>
        <source>the learning rate stays at or above it</source>
        <translation>学习率不低于该值</translation>
    </message>
    <message>
        <source>epochs without improvement before the end</source>
        <translation>停止之前无改善的训练轮数</translation>
    </message>
    <message>
        <source>end with the weights of the best epoch</source>
        <translation>以最佳训练轮的权重结束</translation>
    </message>
    <message>
        <source>epochs before it begins to watch</source>
        <translation>开始监控之前的训练轮数</translation>
    </message>
    <message>
        <source>reached at or below it: losses and errors</source>
        <translation>不高于该值即达标：用于损失和误差</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>reached at or above it: accuracy and r2</source>
        <translation>不低于该值即达标：用于 accuracy 和 r2</translation>
    </message>
    <message>
        <source>end the training there</source>
        <translation>达标时结束训练</translation>
    </message>
    <message>
        <source>what is compared, a list of mappings; left out: [{id: cpu}]</source>
        <translation>要对比的内容，映射的列表；省略时为 [{id: cpu}]</translation>
    </message>
    <message>
        <source>its name in results: letters, digits, _ . -</source>
        <translation>结果中的名称：字母、数字、_ . -</translation>
    </message>
    <message>
        <source>what does the training</source>
        <translation>执行训练的引擎</translation>
    </message>
    <message>
        <source>cpu, cuda, keras, pytorch, jax, h2o, sagemaker or colab</source>
        <translation>cpu、cuda、keras、pytorch、jax、h2o、sagemaker 或 colab</translation>
    </message>
    <message>
        <source>a number, or all</source>
        <translation>数值，或 all</translation>
    </message>
    <message>
        <source>a whole number from 1 to 4096, or all</source>
        <translation>1 到 4096 的整数，或 all</translation>
    </message>
    <message>
        <source>how the cpu engine computes</source>
        <translation>cpu 引擎的计算方式</translation>
    </message>
    <message>
        <source>auto, fused or blocked</source>
        <translation>auto、fused 或 blocked</translation>
    </message>
    <message>
        <source>each thread stays on one core</source>
        <translation>每个线程固定在一个处理器核上</translation>
    </message>
    <message>
        <source>numbers in PCI order, or UUIDs; none named: the first</source>
        <translation>按 PCI 顺序的编号，或 UUID；不写则为第一个</translation>
    </message>
    <message>
        <source>one model over so many processes</source>
        <translation>一个模型分到多少个进程上</translation>
    </message>
    <message>
        <source>a whole number from 1 to 4096</source>
        <translation>1 到 4096 的整数</translation>
    </message>
    <message>
        <source>several hosts, by their name in the user&apos;s settings</source>
        <translation>多台主机，用用户设置中的名称</translation>
    </message>
    <message>
        <source>keras: fit or tuned; pytorch: eager, compiled or graph; left out: the engine&apos;s default</source>
        <translation>keras：fit 或 tuned；pytorch：eager、compiled 或 graph；省略时为引擎的默认值</translation>
    </message>
    <message>
        <source>fit, tuned, eager, compiled or graph</source>
        <translation>fit、tuned、eager、compiled 或 graph</translation>
    </message>
    <message>
        <source>left out: the one that Keras is set to</source>
        <translation>省略时为 Keras 所设的后端</translation>
    </message>
    <message>
        <source>tensorflow, torch or jax</source>
        <translation>tensorflow、torch 或 jax</translation>
    </message>
    <message>
        <source>as close to the same work as H2O can</source>
        <translation>在 H2O 能力范围内尽量做同一任务</translation>
    </message>
    <message>
        <source>nodes of a cluster on this machine</source>
        <translation>本机上集群的节点数</translation>
    </message>
    <message>
        <source>of the products</source>
        <translation>矩阵乘法的精度</translation>
    </message>
    <message>
        <source>float64, float32, tf32, bfloat16, float16 or float8</source>
        <translation>float64、float32、tf32、bfloat16、float16 或 float8</translation>
    </message>
    <message>
        <source>whether reruns give the same bits</source>
        <translation>重跑是否逐位一致</translation>
    </message>
    <message>
        <source>strict or fast</source>
        <translation>strict 或 fast</translation>
    </message>
    <message>
        <source>less memory for more time</source>
        <translation>以更多时间换更少内存</translation>
    </message>
    <message>
        <source>none or activations</source>
        <translation>none 或 activations</translation>
    </message>
    <message>
        <source>its name in charts; left out: made from the other keys</source>
        <translation>图表中的名称；省略时由其他键生成</translation>
    </message>
    <message>
        <source>&quot;#rrggbb&quot;; left out: by position</source>
        <translation>&quot;#rrggbb&quot;；省略时按位置取色</translation>
    </message>
    <message>
        <source>what an hour costs, in the currency</source>
        <translation>每小时的费用，按所设货币</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000000</source>
        <translation>0 到 1000000000 的数值</translation>
    </message>
    <message>
        <source>three letters, ISO 4217: USD</source>
        <translation>三个字母，ISO 4217：如 USD</translation>
    </message>
    <message>
        <source>how it is compared</source>
        <translation>如何对比</translation>
    </message>
    <message>
        <source>id of the accelerator that others are set against; left out: the first</source>
        <translation>作为基线的加速器的 id；省略时为第一个</translation>
    </message>
    <message>
        <source>what decides</source>
        <translation>用来判定的量</translation>
    </message>
    <message>
        <source>throughput, time_to_target, train_time, final_loss, energy_to_target or cost_to_target</source>
        <translation>throughput、time_to_target、train_time、final_loss、energy_to_target 或 cost_to_target</translation>
    </message>
    <message>
        <source>a number, or a mapping of min, max and until</source>
        <translation>数值，或含 min、max、until 的映射</translation>
    </message>
    <message>
        <source>no verdict before</source>
        <translation>在此轮数之前不下结论</translation>
    </message>
    <message>
        <source>a whole number from 1 to 10000</source>
        <translation>1 到 10000 的整数</translation>
    </message>
    <message>
        <source>no round beyond</source>
        <translation>最多的轮数</translation>
    </message>
    <message>
        <source>resolved: end as soon as every pair is; a plain number of rounds: exactly so many</source>
        <translation>resolved：每一对都已判明即结束；只写一个轮数则恰好运行这么多轮</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>resolved</translation>
    </message>
    <message>
        <source>half-width at which a pair counts as resolved</source>
        <translation>区间半宽小到此值即算判明</translation>
    </message>
    <message>
        <source>seconds of the window that steady figures come from</source>
        <translation>取稳态数据的窗口，秒</translation>
    </message>
    <message>
        <source>a number from 0 to 3600</source>
        <translation>0 到 3600 的数值</translation>
    </message>
    <message>
        <source>seconds for the whole comparison</source>
        <translation>整个对比的时间上限，秒</translation>
    </message>
    <message>
        <source>a number above 0 and at most 1000000000</source>
        <translation>大于 0、不超过 1000000000 的数值</translation>
    </message>
    <message>
        <source>one variant of the experiment for each combination of values</source>
        <translation>每种取值组合各为实验的一个变体</translation>
    </message>
    <message>
        <source>a dotted key: model.layers.0.units</source>
        <translation>以点分隔的键：model.layers.0.units</translation>
    </message>
    <message>
        <source>what it takes, one after another</source>
        <translation>依次取的值</translation>
    </message>
    <message>
        <source>a list: any values</source>
        <translation>列表：任意值</translation>
    </message>
    <message>
        <source>folders that every experiment may read</source>
        <translation>所有实验都可读取的文件夹</translation>
    </message>
    <message>
        <source>a list: a text</source>
        <translation>列表：文本</translation>
    </message>
    <message>
        <source>the Python of each outside engine</source>
        <translation>各外部引擎的 Python</translation>
    </message>
    <message>
        <source>a Python that has Keras</source>
        <translation>装有 Keras 的 Python</translation>
    </message>
    <message>
        <source>a Python that has PyTorch</source>
        <translation>装有 PyTorch 的 Python</translation>
    </message>
    <message>
        <source>a Python that has JAX</source>
        <translation>装有 JAX 的 Python</translation>
    </message>
    <message>
        <source>a Python that has H2O</source>
        <translation>装有 H2O 的 Python</translation>
    </message>
    <message>
        <source>the java program; left out: JAVA_HOME, then PATH</source>
        <translation>java 程序；省略时先用 JAVA_HOME，再找 PATH</translation>
    </message>
    <message>
        <source>what cluster: NAME of an experiment stands for</source>
        <translation>实验中 cluster: NAME 所指的内容</translation>
    </message>
    <message>
        <source>a mapping of names</source>
        <translation>名称的映射</translation>
    </message>
    <message>
        <source>address of a running H2O, http://host:54321</source>
        <translation>运行中的 H2O 的地址，http://host:54321</translation>
    </message>
    <message>
        <source>its login; left out: none</source>
        <translation>登录名；省略则没有</translation>
    </message>
    <message>
        <source>a file that holds the password alone</source>
        <translation>只含密码的文件</translation>
    </message>
    <message>
        <source>of the window; left out: the system&apos;s</source>
        <translation>窗口的语言；省略时跟随系统</translation>
    </message>
    <message>
        <source>of the window</source>
        <translation>窗口的主题</translation>
    </message>
    <message>
        <source>system, light or dark</source>
        <translation>system、light 或 dark</translation>
    </message>
    <message>
        <source>each rank keeps the optimizer&apos;s state of its part of the weights alone: less memory</source>
        <translation>每个 rank 只保存其所负责那部分权重的优化器状态：占用内存更少</translation>
    </message>
    <message>
        <source>of ranks, in their order: {host: NAME, slots: N}, or NAME</source>
        <translation>各 rank 所在的主机，按 rank 顺序：{host: NAME, slots: N} 或 NAME</translation>
    </message>
    <message>
        <source>a list: a mapping, or its host</source>
        <translation>列表：映射，或其主机名</translation>
    </message>
    <message>
        <source>its name or address</source>
        <translation>其名称或地址</translation>
    </message>
    <message>
        <source>how many ranks it takes</source>
        <translation>可容纳的 rank 数</translation>
    </message>
    <message>
        <source>a program started as PROGRAM HOST COMMAND; left out: ssh</source>
        <translation>以 PROGRAM HOST COMMAND 形式启动的程序；省略：ssh</translation>
    </message>
    <message>
        <source>of the network between the hosts: eth1, 10.0.0.0/24</source>
        <translation>主机之间的网络：eth1、10.0.0.0/24</translation>
    </message>
    <message>
        <source>further arguments of mpirun</source>
        <translation>mpirun 的其他参数</translation>
    </message>
    <message>
        <source>accelbench-cli on the hosts; left out: as here</source>
        <translation>主机上的 accelbench-cli；省略：与本机相同</translation>
    </message>
    <message>
        <source>Slurm chooses the hosts; {} will do</source>
        <translation>由 Slurm 选择主机；写 {} 即可</translation>
    </message>
    <message>
        <source>left out: Slurm&apos;s default</source>
        <translation>省略：Slurm 的默认值</translation>
    </message>
    <message>
        <source>left out: yours</source>
        <translation>省略：您自己的</translation>
    </message>
    <message>
        <source>limit: 30 (minutes) or 2:00:00; left out: the partition&apos;s</source>
        <translation>限制：30（分钟）或 2:00:00；省略：分区的限制</translation>
    </message>
    <message>
        <source>further arguments of salloc and sbatch</source>
        <translation>salloc 和 sbatch 的其他参数</translation>
    </message>
    <message>
        <source>each rank holds a part of the rows; left out: where they take more than 256 MiB</source>
        <translation>每个 rank 只保存一部分数据行；省略：数据行超过 256 MiB 时</translation>
    </message>
</context>
<context>
    <name>FieldWords</name>
    <message>
        <source>It takes %1, and has to be there.</source>
        <translation>取值：%1，必填。</translation>
    </message>
    <message>
        <source>It takes %1, and may be left out.</source>
        <translation>取值：%1，可省略。</translation>
    </message>
    <message>
        <source>It takes %1; left out, it is %2.</source>
        <translation>取值：%1；省略时为 %2。</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
</context>
<context>
    <name>KeptWeightsText</name>
    <message>
        <source>accelbench-cli run --weights keeps weights of any size.</source>
        <translation>accelbench-cli run --weights 可保存任意大小的权重。</translation>
    </message>
    <message>
        <source>The weights of this training are not kept: %1 MiB, and at most %2 MiB are. %3</source>
        <translation>未保存本次训练的权重：共 %1 MiB，上限为 %2 MiB。%3</translation>
    </message>
    <message>
        <source>The weights of this training are not kept: %1 MiB, and the disk is nearly full. %2</source>
        <translation>未保存本次训练的权重：共 %1 MiB，而磁盘空间即将用尽。%2</translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Select All</source>
        <translation>全选(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Step up</source>
        <translation>增大(&amp;S)</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation>减小(&amp;D)</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Look in:</source>
        <translation>查找范围：</translation>
    </message>
    <message>
        <source>File &amp;name:</source>
        <translation>文件名(&amp;N)：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Parent Directory</source>
        <translation>上级目录</translation>
    </message>
    <message>
        <source>Create New Folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>List View</source>
        <translation>列表视图</translation>
    </message>
    <message>
        <source>Detail View</source>
        <translation>详细视图</translation>
    </message>
    <message>
        <source>Directory</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation>文件夹：</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>选择(&amp;C)</translation>
    </message>
    <message>
        <source>%1 already exists.
Do you want to replace it?</source>
        <translation>%1 已存在。
要替换它吗？</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Show &amp;hidden files</source>
        <translation>显示隐藏文件(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;New Folder</source>
        <translation>新建文件夹(&amp;N)</translation>
    </message>
    <message>
        <source>All Files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Date Modified</source>
        <translation>修改日期</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>剪切(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save All</source>
        <translation>全部保存</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>是(&amp;Y)</translation>
    </message>
    <message>
        <source>Yes to &amp;All</source>
        <translation>全部是(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>否(&amp;N)</translation>
    </message>
    <message>
        <source>N&amp;o to All</source>
        <translation>全部否(&amp;O)</translation>
    </message>
    <message>
        <source>Abort</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Restore Defaults</source>
        <translation>恢复默认值</translation>
    </message>
</context>
<context>
    <name>QUndoStack</name>
    <message>
        <source>Undo %1</source>
        <translation>撤销 %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo %1</source>
        <translation>重做 %1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>剪切(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy &amp;Link Location</source>
        <translation>复制链接地址(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>ReportPdf</name>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>gather</source>
        <translation>取批</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>exchange</source>
        <translation>交换</translation>
    </message>
</context>
<context>
    <name>SweepText</name>
    <message>
        <source>relu or sigmoid in the first layer</source>
        <translation>第一层用 relu 或 sigmoid</translation>
    </message>
    <message>
        <source>1 to 4 hidden layers</source>
        <translation>1 至 4 个隐藏层</translation>
    </message>
    <message>
        <source>32, 64, 128 or 256 units in the first layer</source>
        <translation>第一层 32、64、128 或 256 个单元</translation>
    </message>
    <message>
        <source>A tenth of the learning rate, the same, ten times it</source>
        <translation>学习率的十分之一、原值、十倍</translation>
    </message>
    <message>
        <source>Batches of 16, 32, 64 and 128</source>
        <translation>批大小 16、32、64 和 128</translation>
    </message>
    <message>
        <source>Three seeds</source>
        <translation>三个随机种子</translation>
    </message>
    <message>
        <source>Variants: %1 · accelerators: %2 · rows: %3</source>
        <translation>变体：%1 · 加速器：%2 · 行：%3</translation>
    </message>
    <message>
        <source>%1 · about %2 of training</source>
        <translation>%1 · 训练约需 %2</translation>
    </message>
</context>
<context>
    <name>accelbench</name>
    <message>
        <source>CPU, all threads</source>
        <translation>CPU，全部线程</translation>
    </message>
    <message>
        <source>CPU, 1 thread</source>
        <translation>CPU，1 个线程</translation>
    </message>
    <message>
        <source>CPU, 1 thread, float64</source>
        <translation>CPU，1 个线程，float64</translation>
    </message>
    <message>
        <source>fit: as Keras is used</source>
        <translation>fit：Keras 的常规用法</translation>
    </message>
    <message>
        <source>tuned: compiled, many steps a call</source>
        <translation>tuned：编译后运行，每次调用多步</translation>
    </message>
    <message>
        <source>fit, on TensorFlow</source>
        <translation>fit，基于 TensorFlow</translation>
    </message>
    <message>
        <source>fit, on PyTorch</source>
        <translation>fit，基于 PyTorch</translation>
    </message>
    <message>
        <source>fit, on JAX</source>
        <translation>fit，基于 JAX</translation>
    </message>
    <message>
        <source>fit, 1 thread</source>
        <translation>fit，1 个线程</translation>
    </message>
    <message>
        <source>fit, bfloat16</source>
        <translation>fit，bfloat16</translation>
    </message>
    <message>
        <source>eager: as PyTorch is used</source>
        <translation>eager：PyTorch 的常规用法</translation>
    </message>
    <message>
        <source>compiled: the whole step by torch.compile</source>
        <translation>compiled：整步经 torch.compile 编译</translation>
    </message>
    <message>
        <source>graph: a CUDA graph, on GPU 0</source>
        <translation>graph：CUDA 图，在 GPU 0 上</translation>
    </message>
    <message>
        <source>eager, 1 thread</source>
        <translation>eager，1 个线程</translation>
    </message>
    <message>
        <source>eager, bfloat16</source>
        <translation>eager，bfloat16</translation>
    </message>
    <message>
        <source>one compiled scan an epoch</source>
        <translation>每训练轮一次编译好的 scan</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 个线程</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>Deep Learning, all threads</source>
        <translation>Deep Learning，全部线程</translation>
    </message>
    <message>
        <source>Deep Learning, 1 thread</source>
        <translation>Deep Learning，1 个线程</translation>
    </message>
    <message>
        <source>exact work: SGD, batch 1, our weights</source>
        <translation>exact work：SGD，批大小 1，使用相同的初始权重</translation>
    </message>
    <message>
        <source>Same with %1</source>
        <translation>同上，%1</translation>
    </message>
    <message>
        <source>Same with 1 thread</source>
        <translation>同上，1 个线程</translation>
    </message>
    <message>
        <source>Same with all threads</source>
        <translation>同上，全部线程</translation>
    </message>
    <message>
        <source> (copy)</source>
        <translation>（副本）</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>原样复制</translation>
    </message>
    <message>
        <source>Same as %1</source>
        <translation>与 %1 相同</translation>
    </message>
    <message>
        <source>Same on %1</source>
        <translation>相同配置，在 %1 上</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>%1 and %2: %3</source>
        <translation>%1 与 %2：%3</translation>
    </message>
    <message>
        <source>Counted: it is the accelerator&apos;s own load.</source>
        <translation>计入：这是该加速器自身的负载。</translation>
    </message>
    <message>
        <source>Set aside and run again.</source>
        <translation>剔除并重跑。</translation>
    </message>
    <message>
        <source>Counted all the same: at most a third of all rounds are repeated.</source>
        <translation>仍计入：重跑的轮数不超过总轮数的三分之一。</translation>
    </message>
    <message>
        <source>About %1: %2 of %3</source>
        <translation>约 %1：%2，每轮 %3</translation>
    </message>
    <message>
        <source>About %1 to %2: %3 to %4 of %5</source>
        <translation>约 %1 至 %2：%3 至 %4，每轮 %5</translation>
    </message>
    <message>
        <source>Energy: up to %1 kJ</source>
        <translation>能耗：至多 %1 kJ</translation>
    </message>
    <message>
        <source>Cost: up to %1 %2</source>
        <translation>费用：至多 %1 %2</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>吞吐量</translation>
    </message>
    <message>
        <source>Time to target</source>
        <translation>达标时间</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Final loss</source>
        <translation>最终损失</translation>
    </message>
    <message>
        <source>Energy to target</source>
        <translation>达标能耗</translation>
    </message>
    <message>
        <source>Cost to target</source>
        <translation>达标费用</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>未达标</translation>
    </message>
    <message>
        <source>%1 J</source>
        <translation>%1 J</translation>
    </message>
    <message>
        <source>%1 kJ</source>
        <translation>%1 kJ</translation>
    </message>
    <message>
        <source>faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>slower</source>
        <translation>更慢</translation>
    </message>
    <message>
        <source>higher</source>
        <translation>更高</translation>
    </message>
    <message>
        <source>lower</source>
        <translation>更低</translation>
    </message>
    <message>
        <source>1 round</source>
        <translation>1 轮</translation>
    </message>
    <message>
        <source>%1 rounds</source>
        <translation>%1 轮</translation>
    </message>
    <message>
        <source>not separated</source>
        <translation>无法区分</translation>
    </message>
    <message>
        <source>target not reached</source>
        <translation>未达目标</translation>
    </message>
    <message>
        <source>different algorithm</source>
        <translation>算法不同</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>不可比</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>too few rounds</source>
        <translation>轮数不足</translation>
    </message>
    <message>
        <source>%1 (%2–%3)</source>
        <translation>%1（%2–%3）</translation>
    </message>
    <message>
        <source>Tick two or more accelerators on the left, then press Compare (Ctrl+F5).</source>
        <translation>请在左侧勾选两个以上的加速器，然后按“对比”（Ctrl+F5）。</translation>
    </message>
    <message>
        <source>Press Compare (Ctrl+F5): each accelerator first proves that it does the same work, then fresh launches in random order, round by round, until the verdicts stand.</source>
        <translation>按“对比”（Ctrl+F5）：每个加速器先证明所做的是同一任务，然后逐轮以随机顺序重新启动，直到得出结论。</translation>
    </message>
    <message>
        <source>%1 rounds of %2 launches: at least %3, at most %4 of measuring and what the trainings take; it ends after %5. The forecast comes before the first round.</source>
        <translation>%1 轮，每轮 %2 次启动：测量时间至少 %3，至多 %4，另加训练所需时间；%5 后结束。预测在第一轮之前给出。</translation>
    </message>
    <message>
        <source>%1 rounds of %2 launches: at least %3, and what the trainings take; it ends after %4.</source>
        <translation>%1 轮，每轮 %2 次启动：至少 %3，另加训练所需时间；%4 后结束。</translation>
    </message>
    <message>
        <source>Left out: %1</source>
        <translation>未参加：%1</translation>
    </message>
    <message>
        <source>The time limit ends it before its %1 rounds.</source>
        <translation>时间上限会使它在完成 %1 轮之前结束。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Proving the same work: %1</source>
        <translation>正在核验是否为同一任务：%1</translation>
    </message>
    <message>
        <source>Trial launches, for the forecast</source>
        <translation>正在试启动，以预测用时</translation>
    </message>
    <message>
        <source>Round %1 of %2: %3 (%4 of %5)</source>
        <translation>第 %1/%2 轮：%3（%4/%5）</translation>
    </message>
    <message>
        <source>Paused after %1</source>
        <translation>%1 后暂停</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>not finished (accelbench-cli compare --resume goes on)</source>
        <translation>未完成（可用 accelbench-cli compare --resume 继续）</translation>
    </message>
    <message>
        <source>verdicts may change after round %1</source>
        <translation>第 %1 轮之后结论仍可能变化</translation>
    </message>
    <message>
        <source>%1 rounds expected in all</source>
        <translation>预计共 %1 轮</translation>
    </message>
    <message>
        <source>%1 set aside</source>
        <translation>剔除 %1</translation>
    </message>
    <message>
        <source>Best: %1. Its interval against every other excludes 1.</source>
        <translation>最佳：%1。它与其他各项之比的区间均不含 1。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>different algorithm: %1; shown, never ranked</source>
        <translation>算法不同：%1；仅展示，不参与排名</translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>未参加的：%1</translation>
    </message>
    <message>
        <source>not comparable: %1</source>
        <translation>不可比：%1</translation>
    </message>
    <message>
        <source>the same work (1 check)</source>
        <translation>同一任务（1 项核验）</translation>
    </message>
    <message>
        <source>the same work (%1 checks)</source>
        <translation>同一任务（%1 项核验）</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>%1: %2 (%3). %4</source>
        <translation>%1：%2（%3）。%4</translation>
    </message>
    <message>
        <source>With the rounds set aside: %1</source>
        <translation>计入被剔除的轮次：%1</translation>
    </message>
    <message>
        <source>Noise floor: ratios between %1 and %2 mean nothing here (%3 against itself, %4 rounds, %5).</source>
        <translation>本底噪声：%1 与 %2 之间的比值在此没有意义（%3 与自身对比，%4 轮，%5）。</translation>
    </message>
    <message>
        <source>Machine: %1, %2 logical processors</source>
        <translation>机器：%1，%2 个逻辑处理器</translation>
    </message>
    <message>
        <source>Work: %1</source>
        <translation>任务：%1</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1, devices %2</source>
        <translation>%1，设备 %2</translation>
    </message>
    <message>
        <source>%1, all threads</source>
        <translation>%1，全部线程</translation>
    </message>
    <message>
        <source>%1, 1 thread</source>
        <translation>%1，1 个线程</translation>
    </message>
    <message>
        <source>%1, %2 threads</source>
        <translation>%1，%2 个线程</translation>
    </message>
    <message>
        <source>%1 · work %2 · %3, %4 logical processors · %5 · %6</source>
        <translation>%1 · 任务 %2 · %3，%4 个逻辑处理器 · %5 · %6</translation>
    </message>
    <message>
        <source>A small step runs on one thread, however many were asked for: they would wait for each other longer than they work. The other threads then stay idle; larger layers or batches use them.</source>
        <translation>步很小时，无论设定多少线程都只用一个线程：线程间等待的时间会超过计算时间，其余线程保持空闲；层或批更大时才会用到它们。</translation>
    </message>
    <message>
        <source>Accuracy with several numeric targets asks whether the largest target was predicted as the largest.</source>
        <translation>有多个数值目标时，accuracy 看的是预测的最大值与目标的最大值是否在同一位置。</translation>
    </message>
    <message>
        <source>Accuracy counts targets equal to “prediction above 0.5”, as Keras does. Real-valued targets are almost never exactly 0 or 1, so it stays at 0 here: that is no failure of the training. Use mae or r2 for a regression.</source>
        <translation>accuracy 按 Keras 的方式统计目标是否等于“预测值大于 0.5”。实数目标几乎不会恰好为 0 或 1，因此这里始终为 0：这不代表训练失败。回归任务请用 mae 或 r2。</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>被中断</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>out of time</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>nothing to compare</source>
        <translation>无可对比</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>best: %1</source>
        <translation>最佳：%1</translation>
    </message>
    <message>
        <source>none is the best</source>
        <translation>没有最佳</translation>
    </message>
    <message>
        <source>no verdict</source>
        <translation>无结论</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>损失 %1</translation>
    </message>
    <message>
        <source>%1 samples/s</source>
        <translation>%1 样本/s</translation>
    </message>
    <message numerus="yes">
        <source>%n not completed</source>
        <translation>
            <numerusform>%n 个未完成</numerusform>
        </translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>comparison, %1</source>
        <translation>对比，%1</translation>
    </message>
    <message>
        <source>info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Seed network 10 – 64 – 32 – 1</source>
        <translation>种子网络 10 – 64 – 32 – 1</translation>
    </message>
    <message>
        <source>The small regression that the program opens with; generated data take its shape.</source>
        <translation>程序打开时的小型回归网络；生成的数据随之取相应形状。</translation>
    </message>
    <message>
        <source>MNIST-like 784 – 128 – 64 – 10</source>
        <translation>类 MNIST 784 – 128 – 64 – 10</translation>
    </message>
    <message>
        <source>Ten classes of images; generated data take 784 features and 10 classes.</source>
        <translation>十类图像；生成的数据取 784 个特征、10 个类别。</translation>
    </message>
    <message>
        <source>Wide: 2 × 1024</source>
        <translation>宽：2 × 1024</translation>
    </message>
    <message>
        <source>Two wide layers: large products, work for many threads and for GPUs.</source>
        <translation>两个宽层：矩阵乘法大，能用上多线程和 GPU。</translation>
    </message>
    <message>
        <source>Deep: 8 × 64</source>
        <translation>深：8 × 64</translation>
    </message>
    <message>
        <source>Eight narrow layers: many small products, one after another.</source>
        <translation>八个窄层：许多小的矩阵乘法依次进行。</translation>
    </message>
    <message>
        <source>feature</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>%1 missing</source>
        <translation>缺失 %1</translation>
    </message>
    <message>
        <source>%1 refused</source>
        <translation>拒绝 %1</translation>
    </message>
    <message>
        <source>first at %1</source>
        <translation>首次出现在 %1</translation>
    </message>
    <message>
        <source>%1 classes</source>
        <translation>%1 个类别</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>mean %1, deviation %2</source>
        <translation>均值 %1，标准差 %2</translation>
    </message>
    <message>
        <source>gather</source>
        <translation>取批</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n thread(s): %2/s</source>
        <translation>
            <numerusform>%1，%n 个线程：%2/s</numerusform>
        </translation>
    </message>
    <message>
        <source>%1
%2/s, %3 FLOP/B: a step does %4 and touches %5</source>
        <translation>%1
%2/s，%3 FLOP/B：每步计算 %4，访问 %5</translation>
    </message>
    <message>
        <source>FLOP/s; what the machine gives at most: accelbench-cli selftest cpu</source>
        <translation>FLOP/s；本机的上限用 accelbench-cli selftest cpu 测出</translation>
    </message>
    <message>
        <source>Operations of the layers&apos; products a second. What this machine gives at most is not known yet: accelbench-cli selftest cpu measures it once.</source>
        <translation>每秒完成的各层矩阵乘法运算量。本机的上限尚不清楚：运行一次 accelbench-cli selftest cpu 即可测出。</translation>
    </message>
    <message>
        <source>Operations of the layers&apos; products a second: %1 of the %2FLOP/s that matrix products reach on this machine with this precision and number of threads.</source>
        <translation>每秒完成的各层矩阵乘法运算量：在此精度和线程数下，达到本机矩阵乘法上限 %2FLOP/s 的 %1。</translation>
    </message>
    <message>
        <source>Where the time of a step goes</source>
        <translation>一步的时间花在哪里</translation>
    </message>
    <message>
        <source>within the noise floor</source>
        <translation>在本底噪声以内</translation>
    </message>
    <message>
        <source>ratio to the baseline of the same variant, logarithmic</source>
        <translation>与同一变体基线之比，对数刻度</translation>
    </message>
    <message>
        <source>ratio to %1, logarithmic</source>
        <translation>与 %1 之比，对数刻度</translation>
    </message>
    <message>
        <source>%1, round %2: %3</source>
        <translation>%1，第 %2 轮：%3</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>已剔除</translation>
    </message>
    <message>
        <source>%1, cold start</source>
        <translation>%1，冷启动</translation>
    </message>
    <message>
        <source>rest</source>
        <translation>其余</translation>
    </message>
    <message>
        <source>cold start</source>
        <translation>冷启动</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>NumPy arrays (*.npy);;All files (*)</source>
        <translation>NumPy 数组 (*.npy);;所有文件 (*)</translation>
    </message>
    <message>
        <source>NumPy archives (*.npz);;All files (*)</source>
        <translation>NumPy 归档 (*.npz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>IDX files (*ubyte *.idx *.gz);;All files (*)</source>
        <translation>IDX 文件 (*ubyte *.idx *.gz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Number of samples, logarithmic</source>
        <translation>样本数，对数刻度</translation>
    </message>
    <message>
        <source>Change samples</source>
        <translation>更改样本数</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>离散类别</translation>
    </message>
    <message>
        <source>Change targets</source>
        <translation>更改目标数</translation>
    </message>
    <message>
        <source>To predict</source>
        <translation>预测内容</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>目标数</translation>
    </message>
    <message>
        <source>Change classes</source>
        <translation>更改类别数</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别数</translation>
    </message>
    <message>
        <source>found out</source>
        <translation>自动判断</translation>
    </message>
    <message>
        <source>has one</source>
        <translation>有表头</translation>
    </message>
    <message>
        <source>has none</source>
        <translation>无表头</translation>
    </message>
    <message>
        <source>Change header</source>
        <translation>更改表头</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>表头</translation>
    </message>
    <message>
        <source>comma</source>
        <translation>逗号</translation>
    </message>
    <message>
        <source>semicolon</source>
        <translation>分号</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>制表符</translation>
    </message>
    <message>
        <source>Change delimiter</source>
        <translation>更改分隔符</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>分隔符</translation>
    </message>
    <message>
        <source>Change validation</source>
        <translation>更改验证集</translation>
    </message>
    <message>
        <source>Validation files</source>
        <translation>验证文件</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>生成器</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征数</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标列</translation>
    </message>
    <message>
        <source>the last column</source>
        <translation>最后一列</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Features in it</source>
        <translation>其中的特征</translation>
    </message>
    <message>
        <source>Targets in it</source>
        <translation>其中的目标</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Standardize</source>
        <translation>标准化</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证比例</translation>
    </message>
    <message>
        <source>Validate on</source>
        <translation>验证数据</translation>
    </message>
    <message>
        <source>as above</source>
        <translation>同上</translation>
    </message>
    <message>
        <source>Validate: features</source>
        <translation>验证：特征</translation>
    </message>
    <message>
        <source>Validate: targets</source>
        <translation>验证：目标</translation>
    </message>
    <message>
        <source>Validate: images</source>
        <translation>验证：图像</translation>
    </message>
    <message>
        <source>Validate: labels</source>
        <translation>验证：标签</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>训练轮数</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>samples a second</source>
        <translation>每秒样本数</translation>
    </message>
    <message>
        <source>microseconds a step</source>
        <translation>每步微秒数</translation>
    </message>
    <message>
        <source>FLOP a second</source>
        <translation>每秒 FLOP</translation>
    </message>
    <message>
        <source>time to first step (s)</source>
        <translation>首步用时 (s)</translation>
    </message>
    <message>
        <source>launch (s)</source>
        <translation>启动 (s)</translation>
    </message>
    <message>
        <source>load (s)</source>
        <translation>加载 (s)</translation>
    </message>
    <message>
        <source>compile (s)</source>
        <translation>编译 (s)</translation>
    </message>
    <message>
        <source>train (s)</source>
        <translation>训练 (s)</translation>
    </message>
    <message>
        <source>evaluate (s)</source>
        <translation>评估 (s)</translation>
    </message>
    <message>
        <source>total (s)</source>
        <translation>总计 (s)</translation>
    </message>
    <message>
        <source>energy (J)</source>
        <translation>能耗 (J)</translation>
    </message>
    <message>
        <source>path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>fingerprint of the work</source>
        <translation>任务指纹</translation>
    </message>
    <message>
        <source>largest difference %1</source>
        <translation>最大差值 %1</translation>
    </message>
    <message>
        <source>root mean square %1</source>
        <translation>均方根 %1</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>there</source>
        <translation>有</translation>
    </message>
    <message>
        <source>exchange</source>
        <translation>交换</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n rank(s)</source>
        <translation>
            <numerusform>%1，%n 个 rank</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 (%3 to %4)</source>
        <translation>%1：%2（%3 至 %4）</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>Prediction: %1</source>
        <translation>预测：%1</translation>
    </message>
    <message>
        <source>%1, strong</source>
        <translation>%1，强扩展</translation>
    </message>
    <message>
        <source>%1, weak</source>
        <translation>%1，弱扩展</translation>
    </message>
    <message>
        <source>dashed: a prediction; strong and weak scaling</source>
        <translation>虚线：预测；强扩展与弱扩展</translation>
    </message>
    <message>
        <source>dashed: a prediction; weak: each rank has a batch of its own</source>
        <translation>虚线：预测；弱扩展：每个 rank 各有一批</translation>
    </message>
    <message>
        <source>dashed: a prediction; strong: the ranks share one batch</source>
        <translation>虚线：预测；强扩展：各 rank 共分一批</translation>
    </message>
</context>
<context>
    <name>accelbench::AboutPage</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Logical processors</source>
        <translation>逻辑处理器</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>About Accelbench</source>
        <translation>关于 Accelbench</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Versions, machine, devices, settings without secrets and the last lines of the log, as text</source>
        <translation>以文本形式复制版本、机器、设备、设置（不含机密）和最近的日志</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It comes with no warranty.</source>
        <translation>自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本。不提供任何担保。</translation>
    </message>
    <message>
        <source>Which accelerator should train my model?</source>
        <translation>我的模型该用哪个加速器来训练？</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Libraries and their licences</source>
        <translation>所用的库及其许可证</translation>
    </message>
</context>
<context>
    <name>accelbench::AcceleratorForm</name>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>the first</source>
        <translation>第一个</translation>
    </message>
    <message>
        <source>Change engine</source>
        <translation>更改引擎</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Back end</source>
        <translation>后端</translation>
    </message>
    <message>
        <source>Exact work</source>
        <translation>严格同一任务</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>更改%1</translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>未参加：%1</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Change threads</source>
        <translation>更改线程数</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>计算路径</translation>
    </message>
    <message>
        <source>Pin threads</source>
        <translation>绑定线程</translation>
    </message>
    <message>
        <source>Determinism</source>
        <translation>确定性</translation>
    </message>
    <message>
        <source>Change precision</source>
        <translation>更改精度</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>not on this machine</source>
        <translation>本机不支持</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>made from the settings</source>
        <translation>由设置生成</translation>
    </message>
    <message>
        <source>Price per hour</source>
        <translation>每小时价格</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填写</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>货币</translation>
    </message>
    <message>
        <source>as USD or EUR</source>
        <translation>如 USD 或 EUR</translation>
    </message>
    <message>
        <source>Change colour</source>
        <translation>更改颜色</translation>
    </message>
    <message>
        <source>by position</source>
        <translation>按位置</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>hosts that Slurm chooses</source>
        <translation>由 Slurm 选择的主机</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n rank(s)</source>
        <translation>
            <numerusform>%1：%n 个 rank</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose devices</source>
        <translation>选择设备</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>在本机上</translation>
    </message>
    <message>
        <source>Ranks</source>
        <translation>进程数（rank）</translation>
    </message>
    <message>
        <source>Choose a cluster</source>
        <translation>选择集群</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>this host</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>%1 — not in the preferences</source>
        <translation>%1 — 不在首选项中</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Shard optimizer</source>
        <translation>分片优化器状态</translation>
    </message>
    <message>
        <source>where they are many</source>
        <translation>行数多时</translation>
    </message>
    <message>
        <source>always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Choose who holds the rows</source>
        <translation>选择由谁保存数据行</translation>
    </message>
    <message>
        <source>Shard rows</source>
        <translation>分片数据行</translation>
    </message>
</context>
<context>
    <name>accelbench::AcceleratorsModel</name>
    <message>
        <source>%1 — not usable:
%2</source>
        <translation>%1——不可用：
%2</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Add accelerator</source>
        <translation>添加加速器</translation>
    </message>
    <message>
        <source>Remove accelerator</source>
        <translation>移除加速器</translation>
    </message>
</context>
<context>
    <name>accelbench::AcceleratorsPanel</name>
    <message>
        <source>Accelerators</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add an accelerator</source>
        <translation>添加加速器</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Add the selected accelerator again, with one thing changed</source>
        <translation>再次添加所选加速器，并改动其中一项</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the selected accelerator</source>
        <translation>移除所选加速器</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Show the program of what the selected accelerator does</source>
        <translation>显示所选加速器实际运行的程序</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Settings of the selected accelerator</source>
        <translation>所选加速器的设置</translation>
    </message>
    <message>
        <source>Look for devices again</source>
        <translation>重新查找设备</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 — not usable</source>
        <translation>%1——不可用</translation>
    </message>
    <message>
        <source>Install %1…</source>
        <translation>安装 %1…</translation>
    </message>
    <message>
        <source>Devices unknown: %1</source>
        <translation>设备情况未知：%1</translation>
    </message>
</context>
<context>
    <name>accelbench::AdviceList</name>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
</context>
<context>
    <name>accelbench::BesideModel</name>
    <message>
        <source>baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>agree</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>opposite</source>
        <translation>相反</translation>
    </message>
    <message>
        <source>differ</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>%1 there</source>
        <translation>彼处的%1</translation>
    </message>
    <message>
        <source>here</source>
        <translation>此处</translation>
    </message>
    <message>
        <source>Ratio there</source>
        <translation>彼处的比值</translation>
    </message>
    <message>
        <source>Verdict there</source>
        <translation>彼处的结论</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>结论对照</translation>
    </message>
    <message>
        <source>; the same work</source>
        <translation>；同一任务</translation>
    </message>
    <message>
        <source>; other work: the fingerprints differ</source>
        <translation>；任务不同：指纹不一致</translation>
    </message>
    <message>
        <source>There: %1. Here: %2%3. Figures of two machines stand beside each other, not judged.</source>
        <translation>彼处：%1。此处：%2%3。两台机器的数据并列显示，不作判定。</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
</context>
<context>
    <name>accelbench::CallbacksEditor</name>
    <message>
        <source>Reduce learning rate on plateau</source>
        <translation>停滞时降低学习率</translation>
    </message>
    <message>
        <source>Early stopping</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标列</translation>
    </message>
    <message>
        <source>Add callback</source>
        <translation>添加回调</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除%1</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心（轮）</translation>
    </message>
    <message>
        <source>Min. delta</source>
        <translation>最小变化</translation>
    </message>
    <message>
        <source>Cooldown</source>
        <translation>冷却（轮）</translation>
    </message>
    <message>
        <source>Lowest rate</source>
        <translation>最低学习率</translation>
    </message>
    <message>
        <source>Restore best</source>
        <translation>恢复最佳权重</translation>
    </message>
    <message>
        <source>From epoch</source>
        <translation>起始训练轮</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>不高于</translation>
    </message>
    <message>
        <source>no bound</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>不低于</translation>
    </message>
    <message>
        <source>Stop there</source>
        <translation>达到即停</translation>
    </message>
    <message>
        <source>Change monitor</source>
        <translation>更改监控量</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>监控量</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>添加%1</translation>
    </message>
</context>
<context>
    <name>accelbench::CertificatesModel</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核验项</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>accelbench::ChartBoard</name>
    <message>
        <source>Add this metric under Training to see it epoch by epoch.</source>
        <translation>在“训练”页添加此指标，即可逐轮查看。</translation>
    </message>
    <message>
        <source>Read 10 times a second where the machine tells it; the log says what it does not tell.</source>
        <translation>在机器提供读数时每秒读取 10 次；未提供的项目见日志。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Press Train (F5): the loss of every accelerator appears here.</source>
        <translation>按“训练”（F5）：每个加速器的损失显示在这里。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Mean absolute error</source>
        <translation>平均绝对误差</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>Root mean squared error</source>
        <translation>均方根误差</translation>
    </message>
    <message>
        <source>R²</source>
        <translation>R²</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>吞吐量</translation>
    </message>
    <message>
        <source>samples/s</source>
        <translation>样本/s</translation>
    </message>
    <message>
        <source>Samples a second, epoch by epoch.</source>
        <translation>每训练轮的每秒样本数。</translation>
    </message>
    <message>
        <source>Utilization</source>
        <translation>利用率</translation>
    </message>
    <message>
        <source>% of its processors</source>
        <translation>占所用处理器的 %</translation>
    </message>
    <message>
        <source>How busy each accelerator keeps its processors, read 10 times a second.</source>
        <translation>各加速器的处理器忙碌程度，每秒读取 10 次。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>功率</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>频率</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>The learning rate of each epoch, after schedules and callbacks.</source>
        <translation>每训练轮的学习率，已计入调度和回调。</translation>
    </message>
    <message>
        <source>Time of a step</source>
        <translation>单步时间</translation>
    </message>
    <message>
        <source>Where the time of a step goes, once a run ended: gather, forward, backward, optimizer.</source>
        <translation>运行结束后显示一步的时间分布：取批、前向、反向、优化器。</translation>
    </message>
    <message>
        <source>Roofline</source>
        <translation>Roofline</translation>
    </message>
    <message>
        <source>Operations a second against what the machine can give, once a run ended.</source>
        <translation>运行结束后显示每秒运算量与本机上限的对照。</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>&amp;Horizontal axis</source>
        <translation>横轴(&amp;H)</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>训练轮</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>能耗</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Lo&amp;garithmic loss</source>
        <translation>损失用对数刻度(&amp;G)</translation>
    </message>
    <message>
        <source>Logarithmic loss</source>
        <translation>损失用对数刻度</translation>
    </message>
    <message>
        <source>&amp;Ratio to baseline</source>
        <translation>与基线之比(&amp;R)</translation>
    </message>
    <message>
        <source>Ratio to baseline</source>
        <translation>与基线之比</translation>
    </message>
    <message>
        <source>Each line over that of the baseline, at the same place of the horizontal axis. It describes; verdicts come from comparisons.</source>
        <translation>在横轴同一位置，各曲线除以基线的曲线。仅作描述；结论由对比得出。</translation>
    </message>
    <message>
        <source>S&amp;moothing</source>
        <translation>平滑(&amp;M)</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>A running mean over the raw line, which stays in sight</source>
        <translation>在原始曲线上叠加滑动平均，原始曲线仍可见</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>C&amp;harts</source>
        <translation>图表(&amp;H)</translation>
    </message>
    <message>
        <source>Choose charts</source>
        <translation>选择图表</translation>
    </message>
    <message>
        <source>Choose charts; drag them by their titles</source>
        <translation>选择图表；拖动标题可移动</translation>
    </message>
    <message>
        <source>Overlays (%1)</source>
        <translation>叠加（%1）</translation>
    </message>
    <message>
        <source>FLOP/s, with what the machine gives at most</source>
        <translation>FLOP/s，及本机的上限</translation>
    </message>
    <message>
        <source>Take away %1</source>
        <translation>取消 %1</translation>
    </message>
    <message>
        <source>Take away all</source>
        <translation>全部取消</translation>
    </message>
    <message>
        <source>All charts in sight</source>
        <translation>当前所有图表</translation>
    </message>
    <message>
        <source>Loss, throughput, utilization</source>
        <translation>损失、吞吐量、利用率</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>&amp;Arrange as</source>
        <translation>布局(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Copy all as a picture</source>
        <translation>将全部图表复制为图片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export all…</source>
        <translation>导出全部(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Export this chart…</source>
        <translation>导出此图表(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Copy as a picture</source>
        <translation>复制为图片(&amp;C)</translation>
    </message>
    <message>
        <source>Move &amp;left</source>
        <translation>左移(&amp;L)</translation>
    </message>
    <message>
        <source>Move &amp;right</source>
        <translation>右移(&amp;R)</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Hide</source>
        <translation>隐藏(&amp;H)</translation>
    </message>
</context>
<context>
    <name>accelbench::CleanUpSheet</name>
    <message>
        <source>&amp;Older than</source>
        <translation>早于(&amp;O)</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>Age in days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>&amp;Keep at most</source>
        <translation>最多保留(&amp;K)</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>Size in MiB</source>
        <translation>大小 (MiB)</translation>
    </message>
    <message>
        <source>&amp;Move to the trash</source>
        <translation>移到回收站(&amp;M)</translation>
    </message>
    <message>
        <source>Removes for good what was deleted; this cannot be taken back.</source>
        <translation>彻底删除回收站中的内容；此操作无法撤销。</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Empty the trash (%1)</source>
        <translation>清空回收站（%1）(&amp;E)</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>另有 %1 项</translation>
    </message>
    <message>
        <source>Nothing would go.</source>
        <translation>没有要清理的结果。</translation>
    </message>
    <message>
        <source>Would go, the oldest first: %1. That gives %2.</source>
        <translation>将从最旧的开始清理：%1，可释放 %2。</translation>
    </message>
</context>
<context>
    <name>accelbench::ClusterForm</name>
    <message>
        <source>H2O at %1</source>
        <translation>位于 %1 的 H2O</translation>
    </message>
    <message>
        <source>Slurm</source>
        <translation>Slurm</translation>
    </message>
    <message>
        <source>Slurm, partition %1</source>
        <translation>Slurm，分区 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n host(s)</source>
        <translation>
            <numerusform>%n 台主机</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>hosts, ranks</comment>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n rank(s)</source>
        <translation>
            <numerusform>%n 个 rank</numerusform>
        </translation>
    </message>
    <message>
        <source>The selected cluster</source>
        <translation>所选集群</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Launch agent</source>
        <translation>启动代理</translation>
    </message>
    <message>
        <source>ssh; else a program, started as AGENT HOST COMMAND</source>
        <translation>ssh；否则为以 AGENT HOST COMMAND 形式启动的程序</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>any; else an interface or a network: eth1, 10.0.0.0/24</source>
        <translation>任意；否则为接口或网络：eth1、10.0.0.0/24</translation>
    </message>
    <message>
        <source>Arguments of mpirun</source>
        <translation>mpirun 的参数</translation>
    </message>
    <message>
        <source>further ones, with spaces between</source>
        <translation>其他参数，以空格分隔</translation>
    </message>
    <message>
        <source>Program on the hosts</source>
        <translation>主机上的程序</translation>
    </message>
    <message>
        <source>accelbench-cli, where it is on this machine</source>
        <translation>accelbench-cli，路径与本机相同</translation>
    </message>
    <message>
        <source>Slurm&apos;s own choice</source>
        <translation>由 Slurm 决定</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时间限制</translation>
    </message>
    <message>
        <source>Slurm&apos;s own choice; else minutes, or 2:00:00</source>
        <translation>由 Slurm 决定；否则为分钟数或 2:00:00</translation>
    </message>
    <message>
        <source>Arguments of Slurm</source>
        <translation>Slurm 的参数</translation>
    </message>
    <message>
        <source>further ones of salloc and sbatch, with spaces between</source>
        <translation>salloc 和 sbatch 的其他参数，以空格分隔</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Password file</source>
        <translation>密码文件</translation>
    </message>
    <message>
        <source>a file that only you can read</source>
        <translation>只有您能读取的文件</translation>
    </message>
</context>
<context>
    <name>accelbench::ComparisonModel</name>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>within the noise floor</source>
        <translation>在本底噪声以内</translation>
    </message>
    <message>
        <source>proving the same work</source>
        <translation>正在核验是否为同一任务</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>未参加</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>不可比</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>same work</source>
        <translation>同一任务</translation>
    </message>
    <message>
        <source>different algorithm</source>
        <translation>算法不同</translation>
    </message>
    <message>
        <source>Median of %1: %2 to %3</source>
        <translation>%1 的中位数：%2 至 %3</translation>
    </message>
    <message>
        <source>Launch to the first step of the very first launch.</source>
        <translation>首次启动到第一步的用时。</translation>
    </message>
    <message>
        <source>%1 over that of the baseline, with its interval</source>
        <translation>%1 与基线之比及其区间</translation>
    </message>
    <message>
        <source>Samples/s</source>
        <translation>样本/s</translation>
    </message>
    <message>
        <source>Train time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Cold start</source>
        <translation>冷启动</translation>
    </message>
    <message>
        <source>Utilization</source>
        <translation>利用率</translation>
    </message>
</context>
<context>
    <name>accelbench::ComparisonTable</name>
    <message>
        <source>Measure the noise floor of %1</source>
        <translation>测量 %1 的本底噪声</translation>
    </message>
    <message>
        <source>Accelerators side by side</source>
        <translation>加速器并列</translation>
    </message>
    <message>
        <source>&amp;Pin as baseline</source>
        <translation>设为基线(&amp;P)</translation>
    </message>
</context>
<context>
    <name>accelbench::ConfusionPlot</name>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>true</source>
        <translation>真实</translation>
    </message>
    <message>
        <source>%1 of %2 samples of “%3” were answered “%4” (%5)</source>
        <translation>“%3”的 %2 个样本中有 %1 个被判为“%4”（%5）</translation>
    </message>
    <message>
        <source>true \ predicted</source>
        <translation>真实 \ 预测</translation>
    </message>
</context>
<context>
    <name>accelbench::DataDrop</name>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
</context>
<context>
    <name>accelbench::DataPanel</name>
    <message>
        <source>as measured on %1</source>
        <translation>在 %1 上的实测值</translation>
    </message>
    <message>
        <source>scaled by operations from the last training, on %1</source>
        <translation>按运算量由上次训练推算，在 %1 上</translation>
    </message>
    <message>
        <source>at best: the most that %1 was measured to give</source>
        <translation>理想情况：按 %1 实测的上限</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Change source</source>
        <translation>更改来源</translation>
    </message>
    <message>
        <source>%1 has changed on disk and was read again. A training that runs keeps what it began with.</source>
        <translation>%1 在磁盘上已改变，已重新读取。正在进行的训练仍用开始时的数据。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>%1 to train, %2 to validate · %3</source>
        <translation>训练 %1，验证 %2 · %3</translation>
    </message>
    <message>
        <source>How long an epoch takes is known after the first training.</source>
        <translation>首次训练后即可知道每训练轮的用时。</translation>
    </message>
    <message>
        <source>%1 an epoch, %2 for all %3 (%4)</source>
        <translation>每训练轮 %1，全部 %3 轮共 %2（%4）</translation>
    </message>
</context>
<context>
    <name>accelbench::DataPreview</name>
    <message>
        <source>Preview of the data</source>
        <translation>数据预览</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>散点</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>First rows of the data</source>
        <translation>数据的前几行</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>所选列</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>纵轴</translation>
    </message>
    <message>
        <source>No value of this column can be read.</source>
        <translation>此列没有可读取的值。</translation>
    </message>
    <message>
        <source>No sample can be drawn over these columns.</source>
        <translation>没有样本可按这些列绘制。</translation>
    </message>
    <message>
        <source>Reading the first rows…</source>
        <translation>正在读取前几行…</translation>
    </message>
    <message>
        <source>The first %1 of %2 samples, before standardization.</source>
        <translation>%2 个样本中的前 %1 个，标准化之前。</translation>
    </message>
    <message>
        <source>The first %1 of about %2 samples, before standardization.</source>
        <translation>约 %2 个样本中的前 %1 个，标准化之前。</translation>
    </message>
</context>
<context>
    <name>accelbench::DeviceChecks</name>
    <message>
        <source>%1 — not usable</source>
        <translation>%1 — 不可用</translation>
    </message>
</context>
<context>
    <name>accelbench::DeviceList</name>
    <message>
        <source>accelbench-cli is not installed beside this program</source>
        <translation>accelbench-cli 未与本程序装在一起</translation>
    </message>
    <message>
        <source>accelbench-cli devices ended with %1: %2</source>
        <translation>accelbench-cli devices 以 %1 结束：%2</translation>
    </message>
</context>
<context>
    <name>accelbench::DevicesModel</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Utilization</source>
        <translation>利用率</translation>
    </message>
    <message>
        <source>Mean utilization</source>
        <translation>平均利用率</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>峰值内存</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>功率</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟频率</translation>
    </message>
</context>
<context>
    <name>accelbench::DifferencesModel</name>
    <message>
        <source>The second by the first: a description, not a verdict.</source>
        <translation>后者除以前者：仅作描述，不是结论。</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>B / A</source>
        <translation>B / A</translation>
    </message>
</context>
<context>
    <name>accelbench::DifferencesPanel</name>
    <message>
        <source>Side %1</source>
        <translation>%1 侧</translation>
    </message>
    <message>
        <source>Swap the sides</source>
        <translation>交换两侧</translation>
    </message>
    <message>
        <source>&amp;Equal values, too</source>
        <translation>也显示相同的值(&amp;E)</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search in the differences</source>
        <translation>在差异中搜索</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Reading the weights…</source>
        <translation>正在读取权重…</translation>
    </message>
    <message>
        <source>Weights of the last checkpoint of each.</source>
        <translation>双方最后一个检查点的权重。</translation>
    </message>
    <message>
        <source>Choose two sides: the experiment in the editor, rows in sight, or results of the history (select two there and press Differences).</source>
        <translation>请选择两侧：编辑器中的实验、当前显示的行，或历史记录中的结果（在那里选中两个并按“差异”）。</translation>
    </message>
    <message>
        <source>No differences.</source>
        <translation>没有差异。</translation>
    </message>
</context>
<context>
    <name>accelbench::DotPlot</name>
    <message>
        <source>Round</source>
        <translation>轮</translation>
    </message>
</context>
<context>
    <name>accelbench::DropSheet</name>
    <message>
        <source>about %1</source>
        <translation>约 %1 个</translation>
    </message>
    <message>
        <source>%1 samples of %2 features</source>
        <translation>%1 个样本，%2 个特征</translation>
    </message>
    <message>
        <source>Files offered as data</source>
        <translation>可用作数据的文件</translation>
    </message>
    <message>
        <source>First rows as they will be read</source>
        <translation>将要读取的前几行</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Copy here</source>
        <translation>复制到此处</translation>
    </message>
    <message>
        <source>Trust folder</source>
        <translation>信任文件夹</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Not taken as data</source>
        <translation>未用作数据</translation>
    </message>
    <message>
        <source>Copying to %1…</source>
        <translation>正在复制到 %1…</translation>
    </message>
    <message>
        <source>Read as: %1; %2.</source>
        <translation>读作：%1；%2。</translation>
    </message>
    <message>
        <source>The files lie outside the experiment&apos;s folder. Copy them to %1, or trust their folder in this window until it is closed; Preferences can trust it for good, on the command line, too.</source>
        <translation>文件在实验文件夹之外。请复制到 %1，或在本窗口关闭之前信任其文件夹；也可在首选项中永久信任，命令行同样有效。</translation>
    </message>
</context>
<context>
    <name>accelbench::EngineInstaller</name>
    <message>
        <source>accelbench-cli is not installed beside this program</source>
        <translation>accelbench-cli 未与本程序装在一起</translation>
    </message>
    <message>
        <source>accelbench-cli engines ended with %1</source>
        <translation>accelbench-cli engines 以 %1 结束</translation>
    </message>
</context>
<context>
    <name>accelbench::EngineProgram</name>
    <message>
        <source>accelbench-cli is not installed beside this program</source>
        <translation>accelbench-cli 未与本程序装在一起</translation>
    </message>
</context>
<context>
    <name>accelbench::EvaluatePanel</name>
    <message>
        <source>Evaluate trained weights</source>
        <translation>评估训练好的权重</translation>
    </message>
    <message>
        <source>Train a model, and its weights stand here; or open weights that were saved.</source>
        <translation>训练一个模型，其权重会出现在这里；也可以打开已保存的权重。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>权重(&amp;W)</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Weights that were saved, here or by accelbench-cli run --weights</source>
        <translation>在此处或由 accelbench-cli run --weights 保存的权重</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save these weights with all that is needed to use them (safetensors)</source>
        <translation>保存这些权重及使用它们所需的全部信息（safetensors）</translation>
    </message>
    <message>
        <source>&amp;Evaluate</source>
        <translation>评估(&amp;E)</translation>
    </message>
    <message>
        <source>Loss, metrics and the worst samples of these weights on these samples (F9)</source>
        <translation>这些权重在这些样本上的损失、指标和最差样本 (F9)</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Sa&amp;mples</source>
        <translation>样本(&amp;M)</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>A table of text, x.npy with y.npy, an .npz archive, or IDX images with labels</source>
        <translation>文本表格、x.npy 与 y.npy、.npz 归档，或带标签的 IDX 图像</translation>
    </message>
    <message>
        <source>All probabilities</source>
        <translation>全部概率</translation>
    </message>
    <message>
        <source>Predictions also hold the probability of every class</source>
        <translation>预测中同时写入每个类别的概率</translation>
    </message>
    <message>
        <source>&amp;Predict…</source>
        <translation>预测(&amp;P)…</translation>
    </message>
    <message>
        <source>Write what these weights answer to these samples into a CSV file; the samples need no answers</source>
        <translation>把这些权重对这些样本的输出写入 CSV 文件；样本不需要标签</translation>
    </message>
    <message>
        <source>Progress of the evaluation</source>
        <translation>评估进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop; nothing is kept</source>
        <translation>停止；不保留任何内容</translation>
    </message>
    <message>
        <source>Answers to %1 samples written: %2</source>
        <translation>已写入 %1 个样本的预测：%2</translation>
    </message>
    <message>
        <source>%1 has changed since it was read. Evaluate again to see what it holds now.</source>
        <translation>%1 读取之后已改变。请重新评估以反映现在的内容。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The data it was trained on</source>
        <translation>训练所用的数据</translation>
    </message>
    <message>
        <source>The data of the experiment in the editor</source>
        <translation>编辑器中实验的数据</translation>
    </message>
    <message>
        <source>Choose files first.</source>
        <translation>请先选择文件。</translation>
    </message>
    <message>
        <source>Weights saved: %1</source>
        <translation>已保存权重：%1</translation>
    </message>
    <message>
        <source>Open weights</source>
        <translation>打开权重</translation>
    </message>
    <message>
        <source>Weights (*.safetensors);;All files (*)</source>
        <translation>权重 (*.safetensors);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Data (*.csv *.tsv *.txt *.npy *.npz *ubyte *.idx *.gz);;All files (*)</source>
        <translation>数据 (*.csv *.tsv *.txt *.npy *.npz *ubyte *.idx *.gz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Write predictions into</source>
        <translation>将预测写入</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Save weights</source>
        <translation>保存权重</translation>
    </message>
    <message>
        <source>Weights (*.safetensors)</source>
        <translation>权重 (*.safetensors)</translation>
    </message>
    <message>
        <source>Reading weights and samples…</source>
        <translation>正在读取权重和样本…</translation>
    </message>
    <message>
        <source>Evaluating…</source>
        <translation>正在评估…</translation>
    </message>
    <message>
        <source>Predicting…</source>
        <translation>正在预测…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Press Evaluate for loss, metrics, confusion matrix and the worst samples.</source>
        <translation>按“评估”查看损失、指标、混淆矩阵和最差样本。</translation>
    </message>
</context>
<context>
    <name>accelbench::EvaluationView</name>
    <message>
        <source>Part of the data</source>
        <translation>数据的部分</translation>
    </message>
    <message>
        <source>&amp;Copy matrix</source>
        <translation>复制矩阵(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the confusion matrix, with tabs between, for a table</source>
        <translation>复制混淆矩阵，以制表符分隔，可粘贴到表格</translation>
    </message>
    <message>
        <source>Save p&amp;icture…</source>
        <translation>保存图片(&amp;I)…</translation>
    </message>
    <message>
        <source>Save the picture as PNG or SVG</source>
        <translation>将图片保存为 PNG 或 SVG</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg)</source>
        <translation>图片 (*.png *.svg)</translation>
    </message>
    <message>
        <source>Save wo&amp;rst…</source>
        <translation>保存最差样本(&amp;R)…</translation>
    </message>
    <message>
        <source>Save the worst samples as CSV</source>
        <translation>将最差样本保存为 CSV</translation>
    </message>
    <message>
        <source>Save the worst samples</source>
        <translation>保存最差样本</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估结果</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>samples and share of the row; blue right, orange wrong</source>
        <translation>样本数与占该行的比例；蓝色为正确，橙色为错误</translation>
    </message>
    <message>
        <source>Predicted against true</source>
        <translation>预测值与真实值</translation>
    </message>
    <message>
        <source>on the dashed line a prediction is right</source>
        <translation>落在虚线上即预测正确</translation>
    </message>
    <message>
        <source>Worst samples</source>
        <translation>最差样本</translation>
    </message>
    <message>
        <source>Worst samples as images</source>
        <translation>最差样本（图像）</translation>
    </message>
    <message>
        <source>A confusion matrix of %1 classes is not drawn; at most %2 are.</source>
        <translation>%1 个类别的混淆矩阵不绘制；至多绘制 %2 个。</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>已保存：%1</translation>
    </message>
</context>
<context>
    <name>accelbench::ExperimentDocument</name>
    <message>
        <source>New experiment</source>
        <translation>新实验</translation>
    </message>
</context>
<context>
    <name>accelbench::ExperimentPanel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Accelerators</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
</context>
<context>
    <name>accelbench::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>All charts in sight</source>
        <translation>当前所有图表</translation>
    </message>
    <message>
        <source>Report of the results</source>
        <translation>结果报告</translation>
    </message>
    <message>
        <source>Picture (PNG)</source>
        <translation>图片 (PNG)</translation>
    </message>
    <message>
        <source>Drawing (SVG)</source>
        <translation>矢量图 (SVG)</translation>
    </message>
    <message>
        <source>Document (PDF)</source>
        <translation>文档 (PDF)</translation>
    </message>
    <message>
        <source>Page (HTML)</source>
        <translation>网页 (HTML)</translation>
    </message>
    <message>
        <source>Numbers (CSV)</source>
        <translation>数值 (CSV)</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>导出内容</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>File to write</source>
        <translation>要写入的文件</translation>
    </message>
    <message>
        <source>Look for a place</source>
        <translation>选择位置</translation>
    </message>
    <message>
        <source>&amp;Chart</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>格式(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Size</source>
        <translation>大小(&amp;S)</translation>
    </message>
    <message>
        <source>F&amp;ile</source>
        <translation>文件(&amp;I)</translation>
    </message>
    <message>
        <source>%1 exists.</source>
        <translation>%1 已存在。</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
</context>
<context>
    <name>accelbench::FieldForm</name>
    <message>
        <source>a file beside the experiment</source>
        <translation>实验旁的文件</translation>
    </message>
    <message>
        <source>Look for %1</source>
        <translation>选择%1</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>更改%1</translation>
    </message>
</context>
<context>
    <name>accelbench::FieldHelp</name>
    <message>
        <source>F1 again opens the guide.</source>
        <translation>再按 F1 打开指南。</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1，位于 %2</translation>
    </message>
    <message>
        <source>Help on %1</source>
        <translation>%1 的帮助</translation>
    </message>
    <message>
        <source>What is this? (F1)</source>
        <translation>这是什么？(F1)</translation>
    </message>
</context>
<context>
    <name>accelbench::Figure</name>
    <message>
        <source>Figure: %1</source>
        <translation>图：%1</translation>
    </message>
</context>
<context>
    <name>accelbench::GuideWindow</name>
    <message>
        <source>Guide — Accelbench</source>
        <translation>指南——Accelbench</translation>
    </message>
    <message>
        <source>Chapter</source>
        <translation>章节</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>搜索指南</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Nothing found. Fewer or shorter words find more.</source>
        <translation>没有找到。请用更少或更短的词。</translation>
    </message>
</context>
<context>
    <name>accelbench::HistogramPlot</name>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>up to %1 samples a bar</source>
        <translation>每格至多 %1 个样本</translation>
    </message>
    <message>
        <source>%1: %2 samples</source>
        <translation>%1：%2 个样本</translation>
    </message>
</context>
<context>
    <name>accelbench::HistoryModel</name>
    <message>
        <source>Of the work: results of the same work have the same fingerprint.</source>
        <translation>任务的指纹：同一任务的结果指纹相同。</translation>
    </message>
    <message>
        <source>With its checkpoints.</source>
        <translation>含检查点。</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>记录时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Accelerators</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>任务</translation>
    </message>
</context>
<context>
    <name>accelbench::HistoryPanel</name>
    <message>
        <source>Search: name, accelerator, fingerprint, verdict…</source>
        <translation>搜索：名称、加速器、指纹、结论…</translation>
    </message>
    <message>
        <source>Search in the history</source>
        <translation>在历史记录中搜索</translation>
    </message>
    <message>
        <source>Clean &amp;up…</source>
        <translation>清理(&amp;U)…</translation>
    </message>
    <message>
        <source>Which results may go, by age and by size</source>
        <translation>按时间和大小清理结果</translation>
    </message>
    <message>
        <source>Results of this machine</source>
        <translation>本机的结果</translation>
    </message>
    <message>
        <source>&amp;Open again</source>
        <translation>重新打开(&amp;O)</translation>
    </message>
    <message>
        <source>Show it as it was recorded (Enter)</source>
        <translation>按记录时的样子显示 (Enter)</translation>
    </message>
    <message>
        <source>O&amp;verlay</source>
        <translation>叠加(&amp;V)</translation>
    </message>
    <message>
        <source>Lay its curves, dimmed, over the charts</source>
        <translation>将其曲线以淡色叠加到图表上</translation>
    </message>
    <message>
        <source>&amp;Differences</source>
        <translation>差异(&amp;D)</translation>
    </message>
    <message>
        <source>Hold two results against each other: settings, results, weights</source>
        <translation>对照两个结果：设置、结果、权重</translation>
    </message>
    <message>
        <source>Go o&amp;n</source>
        <translation>继续(&amp;N)</translation>
    </message>
    <message>
        <source>Go on with the next round of an interrupted comparison</source>
        <translation>从下一轮继续被中断的对比</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Move to the trash (Delete); it can be taken back</source>
        <translation>移到回收站 (Delete)；可以撤销</translation>
    </message>
    <message>
        <source>Reading the results of this machine…</source>
        <translation>正在读取本机的结果…</translation>
    </message>
    <message>
        <source>Nothing recorded yet: every Train and Compare appears here.</source>
        <translation>还没有记录：每次训练和对比都会出现在这里。</translation>
    </message>
    <message>
        <source>Nothing holds “%1”.</source>
        <translation>没有包含“%1”的结果。</translation>
    </message>
    <message>
        <source>%1 results</source>
        <translation>%1 个结果</translation>
    </message>
    <message>
        <source>%1 of %2 results</source>
        <translation>%1/%2 个结果</translation>
    </message>
    <message>
        <source>%1, %2 in all</source>
        <translation>%1，共 %2</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>显示文件夹</translation>
    </message>
</context>
<context>
    <name>accelbench::HostLines</name>
    <message>
        <source>one a line, with its ranks: node1 8</source>
        <translation>每行一台，后跟其 rank 数：node1 8</translation>
    </message>
</context>
<context>
    <name>accelbench::InstallSheet</name>
    <message>
        <source>%L1 GB</source>
        <translation>%L1 GB</translation>
    </message>
    <message>
        <source>%L1 MB</source>
        <translation>%L1 MB</translation>
    </message>
    <message>
        <source>Progress of the installation</source>
        <translation>安装进度</translation>
    </message>
    <message>
        <source>Looking at what %1 needs…</source>
        <translation>正在查看 %1 需要什么…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Stopping; nothing of %1 is kept…</source>
        <translation>正在停止；%1 的任何内容都不会保留…</translation>
    </message>
    <message>
        <source>Stop at once</source>
        <translation>立即停止</translation>
    </message>
    <message>
        <source>%1 is installed.</source>
        <translation>%1 已安装。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>%1 was not installed: %2</source>
        <translation>%1 未安装：%2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>%1 cannot be used on this machine yet.</source>
        <translation>%1 尚不能在本机使用。</translation>
    </message>
    <message>
        <source>Install…</source>
        <translation>安装…</translation>
    </message>
    <message>
        <source>Installing %1: %2 of about %3</source>
        <translation>正在安装 %1：%2/约 %3</translation>
    </message>
    <message>
        <source>Install %1? About %2 to download, %3 on disk, from the package index that your pip is set to, into %4</source>
        <translation>安装 %1？需下载约 %2，占用磁盘 %3，来自 pip 所设的软件包索引，装入 %4</translation>
    </message>
</context>
<context>
    <name>accelbench::LaunchLine</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command that starts the ranks</source>
        <translation>复制启动各 rank 的命令</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Show the files that the command reads</source>
        <translation>显示该命令读取的文件</translation>
    </message>
    <message>
        <source>Command that starts the ranks</source>
        <translation>启动各 rank 的命令</translation>
    </message>
    <message>
        <source>there is none</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Files of the launch</source>
        <translation>启动所用的文件</translation>
    </message>
</context>
<context>
    <name>accelbench::LayersModel</name>
    <message>
        <source>Units</source>
        <translation>单元数</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Change layer %1</source>
        <translation>更改第 %1 层</translation>
    </message>
    <message>
        <source>Add layer</source>
        <translation>添加层</translation>
    </message>
    <message>
        <source>Remove layer %1</source>
        <translation>移除第 %1 层</translation>
    </message>
    <message>
        <source>Move layer %1</source>
        <translation>移动第 %1 层</translation>
    </message>
</context>
<context>
    <name>accelbench::LegendButton</name>
    <message>
        <source>%1: click to hide or show, double-click (Enter) to show it alone</source>
        <translation>%1：单击隐藏或显示，双击（Enter）单独显示</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示 %1</translation>
    </message>
</context>
<context>
    <name>accelbench::LineChart</name>
    <message>
        <source>%1 not finite</source>
        <translation>%1 个非有限值</translation>
    </message>
    <message>
        <source>%1 not above 0</source>
        <translation>%1 个不大于 0 的值</translation>
    </message>
    <message>
        <source>ratio to the baseline</source>
        <translation>与基线之比</translation>
    </message>
    <message>
        <source>ratio to %1</source>
        <translation>与 %1 之比</translation>
    </message>
    <message>
        <source>logarithmic</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <source>dashed: %1</source>
        <translation>虚线：%1</translation>
    </message>
    <message>
        <source>band: all rounds</source>
        <translation>色带：全部轮次</translation>
    </message>
    <message>
        <source>☆ best</source>
        <translation>☆ 最佳</translation>
    </message>
    <message>
        <source>smoothed, raw faint</source>
        <translation>已平滑，淡色为原始曲线</translation>
    </message>
    <message>
        <source>Arrow keys move the cursor, plus and minus zoom, Home follows the newest samples.</source>
        <translation>方向键移动光标，加减键缩放，Home 跟随最新样本。</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Show all samples and follow the newest (double click, Home)</source>
        <translation>显示全部并跟随最新样本（双击，Home）</translation>
    </message>
    <message>
        <source>Chart: %1</source>
        <translation>图表：%1</translation>
    </message>
    <message>
        <source>No line here has a baseline to be held against.</source>
        <translation>这里没有可作比较的基线曲线。</translation>
    </message>
    <message>
        <source>No power was measured: the log tells why.</source>
        <translation>未测到功率：原因见日志。</translation>
    </message>
    <message>
        <source>No accelerator here has a price per hour. Give it one under Accelerators.</source>
        <translation>这里的加速器都没有每小时价格。请在“加速器”中填写。</translation>
    </message>
    <message>
        <source>How many samples an epoch has is not known here.</source>
        <translation>这里不知道每训练轮有多少样本。</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Energy (J)</source>
        <translation>能耗 (J)</translation>
    </message>
    <message>
        <source>Cost (%1)</source>
        <translation>费用 (%1)</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>训练轮</translation>
    </message>
    <message>
        <source>Time (%1)</source>
        <translation>时间 (%1)</translation>
    </message>
</context>
<context>
    <name>accelbench::LiveMeters</name>
    <message>
        <source>accelbench-cli devices ended with %1</source>
        <translation>accelbench-cli devices 以 %1 结束</translation>
    </message>
</context>
<context>
    <name>accelbench::LogModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>accelbench::LogPanel</name>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Which messages</source>
        <translation>显示哪些消息</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search in the log</source>
        <translation>在日志中搜索</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>The selected lines, or all that are shown</source>
        <translation>所选的行，或当前显示的全部行</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What the runs say appears here.</source>
        <translation>运行时的消息显示在这里。</translation>
    </message>
    <message>
        <source>No message of this kind.</source>
        <translation>没有此类消息。</translation>
    </message>
</context>
<context>
    <name>accelbench::MainWindow</name>
    <message>
        <source>this processor</source>
        <translation>此处理器</translation>
    </message>
    <message>
        <source>%1[*] — Accelbench</source>
        <translation>%1[*] — Accelbench</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open res&amp;ults…</source>
        <translation>打开结果(&amp;U)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Export chart…</source>
        <translation>导出图表(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Preferences</source>
        <translation>首选项(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Training</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>开始训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>开始对比(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Evaluate the weights</source>
        <translation>评估权重(&amp;E)</translation>
    </message>
    <message>
        <source>Save &amp;weights…</source>
        <translation>保存权重(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;All at once</source>
        <translation>同时运行(&amp;A)</translation>
    </message>
    <message>
        <source>Trains all ticked accelerators at the same time, sharing the cores: to watch, never to rank.</source>
        <translation>同时训练所有勾选的加速器，共用处理器核：只供观看，不参与排名。</translation>
    </message>
    <message>
        <source>Train the ticked accelerators (F5)</source>
        <translation>训练勾选的加速器 (F5)</translation>
    </message>
    <message>
        <source>Stop the training or the comparison (Shift+F5)</source>
        <translation>停止训练或对比 (Shift+F5)</translation>
    </message>
    <message>
        <source>Compare the ticked accelerators: fresh launches, round by round (Ctrl+F5)</source>
        <translation>对比勾选的加速器：逐轮重新启动 (Ctrl+F5)</translation>
    </message>
    <message>
        <source>Measure the &amp;noise floor of</source>
        <translation>测量本底噪声(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Help on this field</source>
        <translation>此项的帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>指南(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>导览(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>复制诊断信息(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;About Accelbench</source>
        <translation>关于 Accelbench(&amp;A)</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>继续(&amp;C)</translation>
    </message>
    <message>
        <source>All at once</source>
        <translation>同时运行</translation>
    </message>
    <message>
        <source>Clear this list</source>
        <translation>清空此列表</translation>
    </message>
    <message>
        <source>A comparison needs two accelerators. Tick another one on the left, or measure how much %1 differs from itself.</source>
        <translation>对比需要两个加速器。请在左侧再勾选一个，或测量 %1 与自身的差异。</translation>
    </message>
    <message>
        <source>The comparison goes on, but its results cannot be written: %1</source>
        <translation>对比仍在进行，但结果无法写入：%1</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>另存到别处…</translation>
    </message>
    <message>
        <source>Pausing after this run…</source>
        <translation>将在本次运行后暂停…</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>尚未对比</translation>
    </message>
    <message>
        <source>Compared: %1</source>
        <translation>已对比：%1</translation>
    </message>
    <message>
        <source>of each variant its own</source>
        <translation>各变体各有其一</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Save the results elsewhere</source>
        <translation>将结果另存到别处</translation>
    </message>
    <message>
        <source>Results (*.accelresults)</source>
        <translation>结果 (*.accelresults)</translation>
    </message>
    <message>
        <source>The results were not saved: %1</source>
        <translation>结果未保存：%1</translation>
    </message>
    <message>
        <source>The results are recorded in %1 from now on.</source>
        <translation>从现在起结果记录到 %1。</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;One epoch</source>
        <translation>一个训练轮(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Checkpoint now</source>
        <translation>立即存检查点(&amp;C)</translation>
    </message>
    <message>
        <source>Go on with the next run</source>
        <translation>继续下一次运行</translation>
    </message>
    <message>
        <source>Go on with the training</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Rest after the run that goes; its figures are not touched</source>
        <translation>在当前运行结束后暂停；其数据不受影响</translation>
    </message>
    <message>
        <source>Train no further, keep everything</source>
        <translation>不再训练，保留已有的一切</translation>
    </message>
    <message>
        <source>Train to the end of an epoch, then pause</source>
        <translation>训练到本训练轮结束，然后暂停</translation>
    </message>
    <message>
        <source>Write a checkpoint now, beside the results</source>
        <translation>立即在结果旁写入检查点</translation>
    </message>
    <message>
        <source>Checkpoints stand beside the results of a recorded training</source>
        <translation>有记录的训练，其检查点在结果旁</translation>
    </message>
    <message>
        <source>The learning rate, while a training runs</source>
        <translation>训练期间的学习率</translation>
    </message>
    <message>
        <source>Enter uses another learning rate from now on. The run is then marked and not compared.</source>
        <translation>按 Enter 后改用另一学习率。该运行会被标记，且不参与对比。</translation>
    </message>
    <message>
        <source> The schedule sets it again in the next epoch.</source>
        <translation>学习率调度会在下一训练轮重新设定它。</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>One epoch of %1</source>
        <translation>%1 的一个训练轮</translation>
    </message>
    <message>
        <source>Paused while measuring</source>
        <translation>测量时暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Paused in epoch %1</source>
        <translation>在第 %1 训练轮暂停</translation>
    </message>
    <message>
        <source>Paused after epoch %1</source>
        <translation>在第 %1 训练轮后暂停</translation>
    </message>
    <message>
        <source>Training %1</source>
        <translation>正在训练 %1</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>A comparison keeps no weights. Train (F5), and they stand here.</source>
        <translation>对比不保存权重。训练（F5）后，权重会出现在这里。</translation>
    </message>
    <message>
        <source>Train a model, and its weights stand here; or open weights that were saved.</source>
        <translation>训练一个模型，其权重会出现在这里；也可以打开已保存的权重。</translation>
    </message>
    <message>
        <source>it did not end well, so there are no weights</source>
        <translation>它未正常结束，因此没有权重</translation>
    </message>
    <message>
        <source>no weights were kept</source>
        <translation>未保存权重</translation>
    </message>
    <message>
        <source>Exported %1</source>
        <translation>已导出 %1</translation>
    </message>
    <message>
        <source>%1: a picture is on the clipboard.</source>
        <translation>%1：图片已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Experiments (*.accel.yaml *.yaml *.yml);;All files (*)</source>
        <translation>实验 (*.accel.yaml *.yaml *.yml);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>%1 was not opened.</source>
        <translation>未能打开 %1。</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>…另有 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>The experiment was not saved.</source>
        <translation>实验未保存。</translation>
    </message>
    <message>
        <source>A comparison is running. Its finished rounds are kept. Stop it and quit?</source>
        <translation>对比正在进行。已完成的轮次会保留。停止并退出吗？</translation>
    </message>
    <message>
        <source>A training is running. Stop it and quit?</source>
        <translation>训练正在进行。停止并退出吗？</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>“%1” has changes that are not saved.</source>
        <translation>“%1”有未保存的更改。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>The diagnostics are in the clipboard, as text. They hold no secrets: no logins, no passwords, and the home folder reads “~”.</source>
        <translation>诊断信息已以文本形式复制到剪贴板。其中不含机密：没有登录名和密码，主文件夹写作“~”。</translation>
    </message>
    <message>
        <source>An experiment: model, data, training</source>
        <translation>实验：模型、数据、训练</translation>
    </message>
    <message>
        <source>It stands on the left and is ready to train. Change what you like, or drop a data file on it: everything can be undone. F1 explains the field you are in.</source>
        <translation>它在左侧，可以直接训练。任意更改，或把数据文件拖到上面：一切都可撤销。F1 解释当前的输入项。</translation>
    </message>
    <message>
        <source>What should be compared</source>
        <translation>要对比什么</translation>
    </message>
    <message>
        <source>Tick the accelerators to train on. What cannot be used says why; Add and Duplicate make rows of their own, with another precision or fewer threads.</source>
        <translation>勾选要用来训练的加速器。不能用的会说明原因；“添加”和“复制一份”可以新增行，换一种精度或减少线程。</translation>
    </message>
    <message>
        <source>Train, to watch</source>
        <translation>训练：用来观看</translation>
    </message>
    <message>
        <source>F5 trains them one after another, with live curves. One run each is nothing to build a claim on: for that, press Compare beside it.</source>
        <translation>F5 依次训练它们，并显示实时曲线。只运行一次不足以下结论：要下结论，请按旁边的“对比”。</translation>
    </message>
    <message>
        <source>The verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Compare measures fresh launches round by round and says here which is faster, with an interval, or that they cannot be told apart.</source>
        <translation>“对比”逐轮测量全新的启动，并在这里给出谁更快及其区间，或说明无法区分。</translation>
    </message>
    <message>
        <source>Accelbench ended unexpectedly (%1). A log says where.</source>
        <translation>Accelbench 意外退出（%1）。日志记录了位置。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>How Accelbench ended</source>
        <translation>Accelbench 是如何退出的</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>One result was moved to the trash, where it stays for %1 days.</source>
        <translation>1 个结果已移到回收站，在那里保留 %1 天。</translation>
    </message>
    <message>
        <source>%1 results were moved to the trash, where they stay for %2 days.</source>
        <translation>%1 个结果已移到回收站，在那里保留 %2 天。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>%1 was not laid over the charts.</source>
        <translation>未能将 %1 叠加到图表上。</translation>
    </message>
    <message>
        <source>%1 cannot be compared.</source>
        <translation>%1 无法对照。</translation>
    </message>
    <message>
        <source>%1 cannot be gone on with.</source>
        <translation>%1 无法继续。</translation>
    </message>
    <message>
        <source>This file holds a training: only comparisons are gone on with.</source>
        <translation>此文件是一次训练：只有对比可以继续。</translation>
    </message>
    <message>
        <source>The experiment in the editor</source>
        <translation>编辑器中的实验</translation>
    </message>
    <message>
        <source>Pin %1 as baseline</source>
        <translation>将 %1 设为基线</translation>
    </message>
    <message>
        <source>%1 is the baseline of the next comparison. The verdicts in sight were reached against another and stay as they are.</source>
        <translation>%1 是下次对比的基线。当前的结论是对照另一基线得出的，保持不变。</translation>
    </message>
    <message>
        <source>Recorded %1 on %2.</source>
        <translation>于 %2 在 %1 上记录。</translation>
    </message>
    <message>
        <source>An experiment</source>
        <translation>一个实验</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>%1 had unsaved changes when the program ended unexpectedly (%2).</source>
        <translation>程序意外退出时，%1 有未保存的更改（%2）。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>The changes were not restored.</source>
        <translation>未能恢复更改。</translation>
    </message>
    <message>
        <source>The changes are back. They are not saved yet.</source>
        <translation>更改已恢复，尚未保存。</translation>
    </message>
    <message>
        <source>The settings of this machine have a problem; what they said before still holds. %1</source>
        <translation>本机的设置有问题；仍按之前的设置。%1</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Choose a theme</source>
        <translation>选择主题</translation>
    </message>
    <message>
        <source>Open results</source>
        <translation>打开结果</translation>
    </message>
    <message>
        <source>Results (*.accelresults);;All files (*)</source>
        <translation>结果 (*.accelresults);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Results are opened when nothing runs. Stop first, or wait for the end.</source>
        <translation>没有运行时才能打开结果。请先停止，或等待结束。</translation>
    </message>
    <message>
        <source>The verdicts in the file differ from those that its facts give, which are shown: %1</source>
        <translation>文件中的结论与由其事实得出的不同，显示的是后者：%1</translation>
    </message>
    <message>
        <source>This comparison is running: shown is what it has come to so far.</source>
        <translation>此对比正在进行：显示的是目前的结果。</translation>
    </message>
    <message>
        <source>Export figures and tables into</source>
        <translation>将图和表导出到</translation>
    </message>
    <message>
        <source>Exported into %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>The experiment cannot be trained yet. %1</source>
        <translation>实验还不能训练。%1</translation>
    </message>
    <message>
        <source>No usable accelerator is ticked. Tick one on the left, below Accelerators.</source>
        <translation>没有勾选可用的加速器。请在左侧“加速器”中勾选一个。</translation>
    </message>
    <message>
        <source>All at once: the rows share the cores, so their figures are not compared. </source>
        <translation>同时运行：各行共用处理器核，因此数据不作对比。</translation>
    </message>
    <message>
        <source>Evaluated when nothing runs: it would share the processors.</source>
        <translation>没有运行时才能评估：否则会共用处理器。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Not trained</source>
        <translation>尚未训练</translation>
    </message>
    <message>
        <source>%1 of %2 runs completed</source>
        <translation>%1/%2 次运行已完成</translation>
    </message>
    <message>
        <source>%1 used %2 of the processors asked for. %3</source>
        <translation>%1 用了所设处理器的 %2。%3</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <translation>%1 %2：%3</translation>
    </message>
</context>
<context>
    <name>accelbench::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>accelbench::MetersStrip</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Devices of this machine, live</source>
        <translation>本机设备，实时</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Look for devices again</source>
        <translation>重新查找设备</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>held down: %1</source>
        <translation>受限：%1</translation>
    </message>
    <message>
        <source>Utilization: %1</source>
        <translation>利用率：%1</translation>
    </message>
    <message>
        <source>Utilization of %1</source>
        <translation>%1 的利用率</translation>
    </message>
    <message>
        <source>No live readings: %1</source>
        <translation>没有实时读数：%1</translation>
    </message>
</context>
<context>
    <name>accelbench::ModelPanel</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Edit the selected layer</source>
        <translation>编辑所选的层</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a layer before the selected one</source>
        <translation>在所选层之前添加一层</translation>
    </message>
    <message>
        <source>Add after</source>
        <translation>在后添加</translation>
    </message>
    <message>
        <source>Add a layer after the selected one</source>
        <translation>在所选层之后添加一层</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the selected layer</source>
        <translation>移除所选的层</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move the selected layer towards the input</source>
        <translation>将所选层移向输入端</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move the selected layer towards the output</source>
        <translation>将所选层移向输出端</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Networks to begin with; each is one step of undo</source>
        <translation>可作起点的网络；每个都可一步撤销</translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation>预设 %1</translation>
    </message>
    <message>
        <source>Initializer</source>
        <translation>初始化方法</translation>
    </message>
    <message>
        <source>Parameters, FLOPs and memory appear when the shape of the data is known.</source>
        <translation>知道数据的形状后，这里显示参数量、FLOP 和内存。</translation>
    </message>
    <message>
        <source>%1 · %2 parameters
%3 and %4 a step of %5 samples</source>
        <translation>%1 · %2 个参数
每步 %3 和 %4，%5 个样本</translation>
    </message>
    <message>
        <source>%1 features of each sample</source>
        <translation>每个样本 %1 个特征</translation>
    </message>
    <message>
        <source>Layer %1: %2 inputs, %3 units
%4 parameters
%5 a step
%6 a step</source>
        <translation>第 %1 层：%2 个输入，%3 个单元
%4 个参数
每步 %5
每步 %6</translation>
    </message>
    <message>
        <source>Weights of %1 after step %2: blue above 0, orange below, as wide as they are large.</source>
        <translation>%1 在第 %2 步后的权重：蓝色为正，橙色为负，粗细表示大小。</translation>
    </message>
    <message>
        <source>No weights are drawn: these runs train in processes of their own.</source>
        <translation>不绘制权重：这些运行在各自的进程中训练。</translation>
    </message>
</context>
<context>
    <name>accelbench::NetworkView</name>
    <message>
        <source>drop %1</source>
        <translation>丢弃 %1</translation>
    </message>
    <message>
        <source>Picture of the network</source>
        <translation>网络图</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>features</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>%1 units, %2</source>
        <translation>%1 个单元，%2</translation>
    </message>
    <message>
        <source>Layers: %1. Selected: layer %2.</source>
        <translation>层数：%1。所选：第 %2 层。</translation>
    </message>
    <message>
        <source>%1 of layer %2</source>
        <translation>第 %2 层的%1</translation>
    </message>
</context>
<context>
    <name>accelbench::PhaseBars</name>
    <message>
        <source>Share of a step (%)</source>
        <translation>占一步的比例 (%)</translation>
    </message>
    <message>
        <source>Time (µs)</source>
        <translation>时间 (µs)</translation>
    </message>
    <message>
        <source>Time (ms)</source>
        <translation>时间 (ms)</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1：%2 %</translation>
    </message>
    <message>
        <source>%1: %2 s</source>
        <translation>%1：%2 s</translation>
    </message>
</context>
<context>
    <name>accelbench::PreferencesPage</name>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>Written at the first change</source>
        <translation>首次更改时写入</translation>
    </message>
    <message>
        <source>The file has problems, so what it said before still holds. Mend it, or reset what is wrong:</source>
        <translation>文件有问题，因此仍按之前的设置。请修正，或重置有误的项：</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Reset this key</source>
        <translation>重置此项</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置 %1</translation>
    </message>
    <message>
        <source>Until this window is closed: %1</source>
        <translation>本窗口关闭之前：%1</translation>
    </message>
    <message>
        <source>Always trust</source>
        <translation>始终信任</translation>
    </message>
    <message>
        <source>Always trust %1</source>
        <translation>始终信任 %1</translation>
    </message>
    <message>
        <source>Trust %1</source>
        <translation>信任 %1</translation>
    </message>
    <message>
        <source>Trust %1 no longer</source>
        <translation>不再信任 %1</translation>
    </message>
    <message>
        <source>Change a cluster</source>
        <translation>更改集群</translation>
    </message>
    <message>
        <source>Add a cluster</source>
        <translation>添加集群</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除%1</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Problems of the file</source>
        <translation>文件中的问题</translation>
    </message>
    <message>
        <source>Looks</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>This build speaks English only; the choice is kept.</source>
        <translation>此版本只有英文；所选语言会保留。</translation>
    </message>
    <message>
        <source>Choose a theme</source>
        <translation>选择主题</translation>
    </message>
    <message>
        <source>Choose a language</source>
        <translation>选择语言</translation>
    </message>
    <message>
        <source>Trusted folders</source>
        <translation>受信任的文件夹</translation>
    </message>
    <message>
        <source>Every experiment may read data in them, here and on the command line. Its own folder it may always read.</source>
        <translation>所有实验都可读取其中的数据，在这里和命令行都一样。实验自己的文件夹始终可读。</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Trust a folder</source>
        <translation>信任文件夹</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Trust the selected folder no longer</source>
        <translation>不再信任所选文件夹</translation>
    </message>
    <message>
        <source>Look for %1</source>
        <translation>选择%1</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>更改%1</translation>
    </message>
    <message>
        <source>Outside engines</source>
        <translation>外部引擎</translation>
    </message>
    <message>
        <source>The Python that has the package, and the java program for H2O. The list of accelerators follows at once.</source>
        <translation>装有相应软件包的 Python，以及 H2O 所需的 java 程序。加速器列表随即更新。</translation>
    </message>
    <message>
        <source>its own environment, else python3 of PATH</source>
        <translation>先用它自己的环境，否则用 PATH 中的 python3</translation>
    </message>
    <message>
        <source>Python of Keras</source>
        <translation>Keras 的 Python</translation>
    </message>
    <message>
        <source>Python of PyTorch</source>
        <translation>PyTorch 的 Python</translation>
    </message>
    <message>
        <source>Python of JAX</source>
        <translation>JAX 的 Python</translation>
    </message>
    <message>
        <source>Python of H2O</source>
        <translation>H2O 的 Python</translation>
    </message>
    <message>
        <source>Java</source>
        <translation>Java</translation>
    </message>
    <message>
        <source>JAVA_HOME, else java of PATH</source>
        <translation>先用 JAVA_HOME，否则用 PATH 中的 java</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove the selected cluster</source>
        <translation>移除所选集群</translation>
    </message>
    <message>
        <source>What “cluster: NAME” of an experiment stands for: hosts that the ranks of one model run on, given here or chosen by Slurm, or a running H2O. The password of H2O is read from a file of its own, never from here.</source>
        <translation>实验中“cluster: 名称”所代表的内容：运行同一模型各 rank 的主机（在此给出或由 Slurm 选择），或一个正在运行的 H2O。H2O 的密码从单独的文件读取，绝不从此处读取。</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Slurm</source>
        <translation>Slurm</translation>
    </message>
    <message>
        <source>H2O</source>
        <translation>H2O</translation>
    </message>
</context>
<context>
    <name>accelbench::PreviewModel</name>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>No value: training would refuse it</source>
        <translation>无值：训练会拒绝</translation>
    </message>
    <message>
        <source>No number: training would refuse it</source>
        <translation>不是数值：训练会拒绝</translation>
    </message>
</context>
<context>
    <name>accelbench::ProgramWindow</name>
    <message>
        <source>Program of %1</source>
        <translation>%1 的程序</translation>
    </message>
    <message>
        <source>The program is being written…</source>
        <translation>正在生成程序…</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>It runs beside a work bundle of the saved experiment; its first lines say how.</source>
        <translation>它在已保存实验的任务包旁运行；用法见程序开头。</translation>
    </message>
    <message>
        <source>There is no program: %1</source>
        <translation>没有程序：%1</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Save the program</source>
        <translation>保存程序</translation>
    </message>
    <message>
        <source>Python (*.py)</source>
        <translation>Python (*.py)</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>%1 was not saved: %2</source>
        <translation>%1 未保存：%2</translation>
    </message>
</context>
<context>
    <name>accelbench::RooflinePlot</name>
    <message>
        <source>Operations a byte that a step touches (FLOP/B)</source>
        <translation>每步每访问一字节的运算量 (FLOP/B)</translation>
    </message>
</context>
<context>
    <name>accelbench::RunControls</name>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Learning rate of the training</source>
        <translation>训练的学习率</translation>
    </message>
    <message>
        <source>Learning &amp;rate</source>
        <translation>学习率(&amp;R)</translation>
    </message>
    <message>
        <source>The learning rate was set by hand: this run is marked and not compared.</source>
        <translation>学习率由手动设定：该运行被标记，不参与对比。</translation>
    </message>
</context>
<context>
    <name>accelbench::RunCurves</name>
    <message>
        <source>%1, validation</source>
        <translation>%1，验证</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>accelbench::RunDetails</name>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Start of the processes</source>
        <translation>启动进程</translation>
    </message>
    <message>
        <source>Loading the data</source>
        <translation>加载数据</translation>
    </message>
    <message>
        <source>Compiling</source>
        <translation>编译</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>Details of %1</source>
        <translation>%1 的详细信息</translation>
    </message>
    <message>
        <source>Devices of the run</source>
        <translation>该次运行的设备</translation>
    </message>
</context>
<context>
    <name>accelbench::RunsModel</name>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>%1, by hand</source>
        <translation>%1，手动</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>发散</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>unavailable</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>loading data</source>
        <translation>加载数据</translation>
    </message>
    <message>
        <source>compiling</source>
        <translation>编译</translation>
    </message>
    <message>
        <source>warming up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>exchanging</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>Not compared: its learning rate was changed by hand.</source>
        <translation>未参与对比：学习率被手动更改过。</translation>
    </message>
    <message>
        <source>The learning rate was changed by hand.</source>
        <translation>学习率被手动更改过。</translation>
    </message>
    <message>
        <source>Throughput of this run over that of the baseline. One run each: no statement that one is better.</source>
        <translation>此运行的吞吐量除以基线的吞吐量。各只运行一次：不能说明谁更好。</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>训练轮</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Samples/s</source>
        <translation>样本/s</translation>
    </message>
    <message>
        <source>Utilization</source>
        <translation>利用率</translation>
    </message>
    <message>
        <source>× baseline</source>
        <translation>× 基线</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>计算路径</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
</context>
<context>
    <name>accelbench::RunsPanel</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Runs side by side</source>
        <translation>运行并列</translation>
    </message>
    <message>
        <source>&amp;Pin as baseline</source>
        <translation>设为基线(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Evaluate its weights</source>
        <translation>评估其权重(&amp;E)</translation>
    </message>
    <message>
        <source>Save its &amp;weights…</source>
        <translation>保存其权重(&amp;W)…</translation>
    </message>
    <message>
        <source>No runs yet. Tick the accelerators on the left and press Train (F5).</source>
        <translation>还没有运行。请在左侧勾选加速器，然后按“训练”（F5）。</translation>
    </message>
    <message>
        <source>&amp;Details…</source>
        <translation>详细信息(&amp;D)…</translation>
    </message>
</context>
<context>
    <name>accelbench::ScalingPlot</name>
    <message>
        <source>Ranks</source>
        <translation>rank 数</translation>
    </message>
    <message>
        <source>prediction →</source>
        <translation>预测 →</translation>
    </message>
</context>
<context>
    <name>accelbench::Section</name>
    <message>
        <source>Section %1</source>
        <translation>%1 部分</translation>
    </message>
</context>
<context>
    <name>accelbench::SizeSlider</name>
    <message>
        <source>100 to 10 million samples; a mark is ten times as many</source>
        <translation>100 到 1000 万个样本；每个刻度为十倍</translation>
    </message>
</context>
<context>
    <name>accelbench::StatusStrip</name>
    <message>
        <source>State of the training</source>
        <translation>训练状态</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>Elapsed and remaining time</source>
        <translation>已用时间和剩余时间</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>%1, about %2 left</source>
        <translation>%1，约剩 %2</translation>
    </message>
</context>
<context>
    <name>accelbench::SweepPanel</name>
    <message>
        <source>values with commas between</source>
        <translation>值之间用逗号分隔</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Add values to try</source>
        <translation>添加要尝试的值</translation>
    </message>
    <message>
        <source>Train the experiment several times, with other values of one of its keys</source>
        <translation>用某一项的不同取值多次训练此实验</translation>
    </message>
    <message>
        <source>Sweep: %1</source>
        <translation>扫描：%1</translation>
    </message>
    <message>
        <source>Another key…</source>
        <translation>其他键…</translation>
    </message>
    <message>
        <source>Add to sweep</source>
        <translation>加入扫描</translation>
    </message>
    <message>
        <source>Key %1 of the sweep</source>
        <translation>扫描的键 %1</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove key %1 from the sweep</source>
        <translation>从扫描中移除键 %1</translation>
    </message>
    <message>
        <source>Values of key %1 of the sweep</source>
        <translation>扫描键 %1 的取值</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Choose values of key %1</source>
        <translation>选择键 %1 的取值</translation>
    </message>
    <message>
        <source>No sweep: the experiment is trained once on each accelerator.</source>
        <translation>没有扫描：实验在每个加速器上训练一次。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Change values of the sweep</source>
        <translation>更改扫描的取值</translation>
    </message>
    <message>
        <source>Change key of the sweep</source>
        <translation>更改扫描的键</translation>
    </message>
    <message>
        <source>Remove from sweep</source>
        <translation>从扫描中移除</translation>
    </message>
</context>
<context>
    <name>accelbench::TableTools</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy as CS&amp;V</source>
        <translation>复制为 CSV(&amp;V)</translation>
    </message>
    <message>
        <source>Copy as &amp;Markdown</source>
        <translation>复制为 Markdown(&amp;M)</translation>
    </message>
</context>
<context>
    <name>accelbench::TextWindow</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>accelbench::Tour</name>
    <message>
        <source>End the tour</source>
        <translation>结束导览</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Tour: %1</source>
        <translation>导览：%1</translation>
    </message>
</context>
<context>
    <name>accelbench::TrainingPanel</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Change schedule</source>
        <translation>更改学习率调度</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>Not together with “Reduce learning rate on plateau”: keep one of them.</source>
        <translation>不能与“停滞时降低学习率”同用：请保留其中之一。</translation>
    </message>
    <message>
        <source>Every (epochs)</source>
        <translation>间隔（训练轮）</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>Warm-up epochs</source>
        <translation>预热（训练轮）</translation>
    </message>
    <message>
        <source>Final rate</source>
        <translation>最终学习率</translation>
    </message>
    <message>
        <source>Clip norm</source>
        <translation>梯度范数裁剪</translation>
    </message>
    <message>
        <source>no clipping</source>
        <translation>不裁剪</translation>
    </message>
    <message>
        <source>Penalty L1</source>
        <translation>L1 正则</translation>
    </message>
    <message>
        <source>Penalty L2</source>
        <translation>L2 正则</translation>
    </message>
    <message>
        <source>while training</source>
        <translation>训练期间</translation>
    </message>
    <message>
        <source>Written beside the results; a training goes on from them after a stop or a power cut.</source>
        <translation>写在结果旁；停止或断电后，训练可由此继续。</translation>
    </message>
    <message>
        <source>Change checkpoints</source>
        <translation>更改检查点</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Keep the last</source>
        <translation>保留最近</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Change metrics</source>
        <translation>更改指标</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>Rho</source>
        <translation>Rho</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>训练轮</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱顺序</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>saved weights</source>
        <translation>已保存的权重</translation>
    </message>
    <message>
        <source>Change start</source>
        <translation>更改起点</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起始权重</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weights (*.safetensors);;All files (*)</source>
        <translation>权重 (*.safetensors);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Measure for (s)</source>
        <translation>测量时长 (s)</translation>
    </message>
</context>
<context>
    <name>accelbench::UserSettings</name>
    <message>
        <source>Reset %1</source>
        <translation>重置 %1</translation>
    </message>
</context>
<context>
    <name>accelbench::VerdictPanel</name>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>This comparison beside the recorded one</source>
        <translation>此次对比与记录的对比并列</translation>
    </message>
    <message>
        <source>Other quantities</source>
        <translation>其他量</translation>
    </message>
    <message>
        <source>The same work, proved before the first round</source>
        <translation>同一任务，在第一轮之前已证明</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>核验</translation>
    </message>
    <message>
        <source>What disturbed the rounds</source>
        <translation>各轮受到的干扰</translation>
    </message>
    <message>
        <source>Quantity of the figures</source>
        <translation>图中的量</translation>
    </message>
    <message>
        <source>&amp;Quantity</source>
        <translation>量(&amp;Q)</translation>
    </message>
    <message>
        <source>Repeat here</source>
        <translation>在本机重做</translation>
    </message>
    <message>
        <source>Compare the same accelerators on this machine</source>
        <translation>在本机对比相同的加速器</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy all of it as text</source>
        <translation>以文本形式复制全部</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write figures and tables into a folder</source>
        <translation>将图和表写入文件夹</translation>
    </message>
    <message>
        <source>Noise floor: %1</source>
        <translation>本底噪声：%1</translation>
    </message>
    <message>
        <source> · recorded on %1, %2</source>
        <translation> · 于 %1 在 %2 上记录</translation>
    </message>
    <message>
        <source>samples/s</source>
        <translation>样本/s</translation>
    </message>
    <message>
        <source>ratio and interval; coloured only where the whole interval says so</source>
        <translation>比值与区间；整个区间都支持时才着色</translation>
    </message>
    <message>
        <source>The first ratios come after round %1.</source>
        <translation>第 %1 轮之后出现第一批比值。</translation>
    </message>
    <message>
        <source>%1 of every run</source>
        <translation>每次运行的%1</translation>
    </message>
    <message>
        <source>hollow: set aside</source>
        <translation>空心：已剔除</translation>
    </message>
    <message>
        <source>%1; hollow: set aside</source>
        <translation>%1；空心：已剔除</translation>
    </message>
    <message>
        <source>One dot a run, after each round.</source>
        <translation>每次运行一个点，每轮之后出现。</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>median over the rounds; cold start apart</source>
        <translation>各轮的中位数；冷启动单列</translation>
    </message>
    <message>
        <source>Speed-up over ranks</source>
        <translation>随 rank 数的加速比</translation>
    </message>
    <message>
        <source>Efficiency over ranks (%)</source>
        <translation>随 rank 数的效率（%）</translation>
    </message>
    <message>
        <source>dashed: a prediction; dotted: ideal</source>
        <translation>虚线：预测；点线：理想</translation>
    </message>
    <message>
        <source>Points come after each round.</source>
        <translation>每轮之后出现数据点。</translation>
    </message>
</context>
<context>
    <name>accelbench::WorstModel</name>
    <message>
        <source>Counted from 0, in the order of the data</source>
        <translation>从 0 起计，按数据中的顺序</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>True</source>
        <translation>真实</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
</context>
</TS>
