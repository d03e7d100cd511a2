/* Draws the neighbourhood. Text from the data goes to fillText and textContent, never to a parser of HTML. */
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const container = document.getElementById("mynetwork");
  const frame = container.parentElement;
  const panel = document.getElementById("panel");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const FONT = "14px ";
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  let theme, chosen = null;

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue("--" + name).trim();
    theme = { text: value("text") };
    for (const name of ["surface", "ink", "soft", "wire", "rim", "unrated", "on-deep", "on-pale"]) theme[name] = value(name);
  }

  /* Nodes and edges as vis-network takes them. Labels are drawn below: beside a node, not under it. */
  function drawnNode(node) {
    const rated = Boolean(node.digit);
    const page = node.kind === "page";
    const fill = rated ? node.color : page && node.centre ? theme.ink : theme.surface;
    const border = rated ? theme.rim : page ? theme.ink : theme.unrated;
    const both = { background: fill, border: border };
    return {
      id: node.id, shape: node.shape, size: node.size, x: node.x, y: node.y, kind: node.kind, digit: node.digit,
      borderWidth: node.centre ? 2.5 : 1.5, borderWidthSelected: 3,
      color: { background: fill, border: border, hover: both, highlight: { background: fill, border: theme.ink } },
      shapeProperties: { borderDashes: rated || page ? false : [3, 2.5] },
    };
  }

  function drawnEdge(edge, index) {
    const asked = edge.from === chosen || edge.to === chosen;
    const from = byId.get(edge.from), to = byId.get(edge.to);
    const level = from.x === to.x;
    return {
      id: index, from: edge.from, to: edge.to, kind: edge.kind,
      hidden: edge.ported || !(edge.shown || asked),
      width: edge.strong ? 2.4 : 1, dashes: edge.dashes, selectionWidth: 1,
      arrows: { to: { enabled: edge.arrows === "to", scaleFactor: edge.strong ? 0.4 : 0.45 } },
      color: { color: edge.strong ? theme.ink : theme.wire, highlight: theme.ink, hover: theme.ink, inherit: false },
      smooth: level
        ? { enabled: true, type: "curvedCW", roundness: 0.3 }
        : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 },
    };
  }

  readTheme();
  const nodes = new vis.DataSet(data.nodes.map(drawnNode));
  const edges = new vis.DataSet(data.edges.map(drawnEdge));
  const network = new vis.Network(container, { nodes: nodes, edges: edges }, JSON.parse(data.options));
  window.network = network;

  function font(node) {
    return (node.centre || node.low ? "650 " : "") + FONT + theme.text;
  }

  /* The lines of a label: one, but several under the node in the middle. */
  function linesOf(node) {
    if (node.side !== "below") return [node.label];
    const lines = [];
    for (const word of node.label.split(" ")) {
      const last = lines[lines.length - 1];
      if (last !== undefined && (last + " " + word).length <= 17) lines[lines.length - 1] = last + " " + word;
      else lines.push(word);
    }
    return lines;
  }

  /* Where the label of a node stands, in the coordinates of the picture; y is the middle of its first line. */
  const LINE = 17;
  const context = document.createElement("canvas").getContext("2d");
  function labelBox(node) {
    context.font = font(node);
    const lines = linesOf(node);
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const gap = node.size + 7;
    const below = node.side === "below";
    const left = below ? node.x - width / 2 : node.side === "right" ? node.x + gap : node.x - gap - width;
    return { lines: lines, left: left, right: left + width, y: below ? node.y + node.size + 15 : node.y };
  }
  let boxes = new Map(data.nodes.map((node) => [node.id, labelBox(node)]));

  function drawPorted(ctx) {
    data.edges.forEach(function (edge) {
      if (!edge.ported) return;
      const asked = edge.from === chosen || edge.to === chosen;
      if (!edge.shown && !asked) return;
      const one = byId.get(edge.from), other = byId.get(edge.to);
      const left = one.x <= other.x ? one : other;
      const right = left === one ? other : one;
      const x1 = boxes.get(left.id).right + 6, x2 = right.x - right.size;
      const bend = Math.max((x2 - x1) / 2, 30);
      ctx.beginPath();
      ctx.moveTo(x1, left.y);
      ctx.bezierCurveTo(x1 + bend, left.y, x2 - bend, right.y, x2, right.y);
      ctx.setLineDash(edge.dashes || []);
      ctx.lineWidth = edge.strong || asked ? 2.2 : 1;
      ctx.strokeStyle = edge.strong || asked ? theme.ink : theme.wire;
      ctx.stroke();
    });
    ctx.setLineDash([]);
  }

  function write(ctx, text, x, y, colour) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 5;
    ctx.strokeStyle = theme.surface;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }

  function drawWords(ctx) {
    ctx.textBaseline = "middle";
    for (const node of data.nodes) {
      const box = boxes.get(node.id);
      ctx.textAlign = "center";
      ctx.font = font(node);
      box.lines.forEach((line, number) => write(ctx, line, (box.left + box.right) / 2, box.y + LINE * number, theme.ink));
      if (node.digit) {
        ctx.textAlign = "center";
        ctx.font = "650 " + Math.round(node.size * 1.25) + "px " + theme.text;
        ctx.fillStyle = node.digit === 1 || node.digit === 5 ? theme["on-deep"] : theme["on-pale"];
        ctx.fillText(String(node.digit), node.x, node.y + 0.5);
      }
    }
    ctx.font = "13px " + theme.text;
    for (const heading of data.headings) {
      ctx.textAlign = heading.anchor === "middle" ? "center" : heading.anchor;
      write(ctx, heading.text, heading.x, heading.y, theme.soft);
    }
  }

  /* The whole picture at the width there is, as tall as it needs to be. */
  function bounds() {
    const around = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const node of data.nodes) {
      const box = boxes.get(node.id);
      around.left = Math.min(around.left, box.left, node.x - node.size);
      around.right = Math.max(around.right, box.right, node.x + node.size);
      around.top = Math.min(around.top, node.y - node.size);
      around.bottom = Math.max(around.bottom, box.y + LINE * box.lines.length - 8, node.y + node.size);
    }
    for (const heading of data.headings) {
      around.top = Math.min(around.top, heading.y - 10);
      around.left = Math.min(around.left, heading.anchor === "middle" ? heading.x - 80 : heading.x);
      around.right = Math.max(around.right, heading.anchor === "middle" ? heading.x + 80 : heading.x);
    }
    return around;
  }

  function fit() {
    const around = bounds(), pad = 28;
    const wide = around.right - around.left + 2 * pad, tall = around.bottom - around.top + 2 * pad;
    const room = frame.clientWidth;
    const scale = Math.max(0.6, Math.min(1.15, room / wide));
    container.style.width = Math.max(room, Math.ceil(wide * scale)) + "px";
    container.style.height = Math.max(320, Math.ceil(tall * scale)) + "px";
    network.setSize(container.style.width, container.style.height);
    network.redraw();
    network.moveTo({ position: { x: (around.left + around.right) / 2, y: (around.top + around.bottom) / 2 }, scale: scale, animation: false });
    frame.scrollLeft = (data.nodes[0].x - around.left + pad) * scale - room / 2;
  }

  function element(tag, text) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function badge(digit, words) {
    const level = element("span"), box = element("i", digit ? String(digit) : "–");
    level.className = digit ? "level" : "level none";
    box.className = "l" + (digit || 0);
    level.append(box, words.replace(/^\d /, ""));
    return level;
  }

  function said(node, word, text) {
    const cell = element("dd");
    if (word === "Level" && node.kind !== "page") cell.append(badge(node.digit, text));
    else if (word === "Id") cell.append(element("code", text));
    else if (word === "Address" && node.address && /^https?:\/\//i.test(node.address)) {
      const link = element("a", text);
      link.href = node.address;
      link.rel = "noopener noreferrer nofollow";
      cell.append(link);
    } else cell.append(element("bdi", text));
    return cell;
  }

  function show(id) {
    const node = byId.get(id);
    const list = element("dl"), title = element("h3");
    title.append(element("bdi", node.name));
    for (const [word, text] of node.facts) list.append(element("dt", word), said(node, word, text));
    panel.replaceChildren(title, list);
  }

  function choose(id) {
    chosen = id;
    edges.update(data.edges.map(drawnEdge));
    network.selectNodes(id === null ? [] : [id]);
    show(id === null ? data.nodes[0].id : id);
    network.redraw();
  }

  function labelAt(point) {
    const hit = data.nodes.find(function (node) {
      const box = boxes.get(node.id);
      return point.x >= box.left - 4 && point.x <= box.right + 4 && point.y >= box.y - 11 && point.y <= box.y + LINE * box.lines.length - 6;
    });
    return hit ? hit.id : null;
  }

  network.on("beforeDrawing", drawPorted);
  network.on("afterDrawing", drawWords);
  network.on("click", function (event) {
    choose(event.nodes.length ? event.nodes[0] : labelAt(event.pointer.canvas));
  });
  network.on("hoverNode", () => { container.style.cursor = "pointer"; });
  network.on("blurNode", () => { container.style.cursor = "default"; });
  container.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  }, true);
  dark.addEventListener("change", function () {
    readTheme();
    nodes.update(data.nodes.map(drawnNode));
    edges.update(data.edges.map(drawnEdge));
  });
  window.addEventListener("resize", fit);
  const zoom = (factor) => () => network.moveTo({ scale: network.getScale() * factor, animation: false });
  document.getElementById("in").addEventListener("click", zoom(1.3));
  document.getElementById("out").addEventListener("click", zoom(1 / 1.3));
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("tools").hidden = false;
  document.getElementById("hint").hidden = false;
  fit();
  show(data.nodes[0].id);
})();
