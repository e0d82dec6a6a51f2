package dashboard

import "unionscreen/dashboard/push"

// words are a problem's title in the product's languages.
type words struct {
	status int
	zh, en string
}

// catalogue holds every problem that a person may meet.
var catalogue = map[string]words{
	codeBadParameter:     {400, "参数的值不正确", "A parameter's value is not valid"},
	codeUnknownParameter: {400, "没有这个参数，或该参数重复", "There is no such parameter, or it is given twice"},
	codeBadBody:          {400, "请求内容不符合要求", "The request's body is not what is expected"},
	codeMediaType:        {415, "请求内容须为 JSON", "The request's body must be JSON"},
	codeTokenNeeded:      {401, "需要访问令牌", "A token is needed"},
	codeBadToken:         {401, "访问令牌无效", "The token is not valid"},
	codeHostNotServed:    {421, "本机免登录访问只接受回环地址（localhost、127.0.0.1）", "Without a token only loopback names (localhost, 127.0.0.1) are served"},
	codeLocalOnly:        {403, "此页面目前只能在服务器本机打开", "This page opens on the server's own machine only, for now"},
	codeNotFound:         {404, "没有这个地址", "There is nothing at this address"},
	codeNoPeriod:         {404, "没有这个考核周期", "There is no such period"},
	codeNotBegun:         {404, "该周期尚未开始", "The period has not begun yet"},
	codeNoStandings:      {404, "排名只按季度和年度计算，其他周期只有指标数据", "Standings are of quarters and years; other periods have measures only"},
	codeNoGroup:          {404, "没有这个分组", "There is no such group"},
	codeNoOwner:          {404, "没有该单位的考核", "There is no evaluation of that owner"},
	codeNoVersion:        {404, "没有这个版本", "There is no such version"},
	codeNoUnion:          {404, "没有这个工会", "There is no such union"},
	codeNotRanked:        {404, "该单位不单独排名，只有指标数据；它的工作计入其所属的排名单位", "The union is measured and not ranked: its work counts in the score of the ranked union it belongs to"},
	codeNoScheme:         {404, "没有使用过这个考核方案", "No scheme of that hash or id was used here"},
	codeBadTrial:         {422, "试算内容有误", "What is tried is at fault"},
	codeOtherFigures:     {422, "该方案的数据口径与本系统不同，不能试算", "The scheme needs other figures than this installation keeps"},
	codeNotCovered:       {422, "该方案的分组与被考核单位不符", "The scheme's groups do not fit the unions that are ranked"},
	codeTrialsCrowded:    {429, "正在进行的试算过多，请稍后重试", "Too much is being tried at once; try again later"},
	codeNoBoard:          {404, "该时间没有留存的榜单", "No board was recorded at that time"},
	codeNotReady:         {503, "数据尚在读取，请稍候", "There are no figures yet; they are still being read"},
	codeNoPages:          {503, "网页尚未构建：请先运行 make deps", "The pages have not been built: run make deps"},
	codeMethod:           {405, "该地址不支持这种请求方法", "This address does not take that method"},
	codeTooLarge:         {413, "请求内容过大", "The request is too large"},
	codeHeaders:          {431, "请求头过大", "The request's headers are too large"},
	codeTimeout:          {408, "请求超时", "The request took too long"},
	codeBadRequest:       {400, "请求格式不正确", "The request is malformed"},
	codeInternal:         {500, "服务器内部错误，已记录", "Something went wrong on the server; it has been recorded"},

	codeExportsCrowded: {429, "正在生成其他导出文件，请稍后重试", "Other files are being written; try again in a moment"},

	codeNoEvents:      {503, "本机不接收事件：没有连接 Kafka", "This server takes no events: it has no connection to Kafka"},
	codeEncoding:      {415, "请求内容不得压缩", "The request's body must not be compressed"},
	codeEventsMedia:   {415, "内容类型须为 application/cloudevents+json、application/cloudevents-batch+json 或 application/json，或以 ce- 请求头发送", "The content type must be application/cloudevents+json, application/cloudevents-batch+json or application/json, or the attributes ce- headers"},
	codeBadEvents:     {422, "请求内容不是事件列表，未接收任何事件", "The body is no list of events; none was taken"},
	codeEventsCrowded: {429, "发送过快，请稍后重试", "Too much is being sent; try again later"},
	codeEventsAway:    {503, "暂时无法接收事件，请稍后重试", "Events cannot be taken at the moment; try again later"},
	codeBeaconOrigin:  {403, "该网站未登记为阅读来源", "The website is not registered as a source of readings"},
	codeNoRecord:      {404, "没有这条被拒记录", "There is no such rejected record"},
	codeNotYours:      {403, "这条记录由其他来源发送，只能查看", "Another source sent this record; it can only be looked into"},
	codeStillRejected: {422, "修改后的事件仍会被拒收，未发送", "The mended event would be refused again; it was not sent"},
	codeNothingToSend: {422, "这条记录未保留可重发的内容，请附上改正后的事件", "Nothing that could be sent again was kept of this record; give the mended event"},

	push.RefusedUpgrade:     {426, "该地址只用于 WebSocket", "This address is for websockets only"},
	push.RefusedHandshake:   {400, "WebSocket 握手不正确", "The websocket handshake is not valid"},
	push.RefusedSubprotocol: {400, "须使用子协议 unionscreen.v1", "The subprotocol unionscreen.v1 is required"},
	push.RefusedOrigin:      {403, "不允许从该网页来源连接", "Connections from that origin are not allowed"},
	push.RefusedCrowded:     {429, "该地址的连接过多", "There are too many connections of this address"},
	push.RefusedFull:        {503, "连接数已满", "There are too many connections"},
	push.RefusedClosing:     {503, "服务正在重启", "The server is restarting"},
}
