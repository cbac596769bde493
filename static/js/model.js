"use strict";
// A 3D model (binary glTF 2.0) straight from its file: each view of its buffer becomes a buffer of
// WebGL 2, and nothing else is fetched. The file was followed to its last number when it came in.

(() => {
  const JSON_CHUNK = 0x4e4f534a;
  const PARTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };
  const ARRAYS = { 5120: Int8Array, 5121: Uint8Array, 5122: Int16Array, 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array };
  const WHOLE = { 5120: 127, 5121: 255, 5122: 32767, 5123: 65535 };
  const LARGEST_TEXTURE = 4096;
  const STEP = Math.PI / 12;
  const VIEW = (40 * Math.PI) / 180;
  const SAME = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

  const VERTEX = `#version 300 es
    in vec3 position; in vec3 normal; in vec2 place; in vec4 colour;
    uniform mat4 seen; uniform mat4 placed; uniform mat3 turned; uniform mat3 moved;
    out vec3 at; out vec3 up; out vec2 on; out vec4 tint;
    void main() {
      vec4 world = placed * vec4(position, 1.0);
      at = world.xyz;
      up = turned * normal;
      on = (moved * vec3(place, 1.0)).xy;
      tint = colour;
      gl_Position = seen * world;
    }`;
  const FRAGMENT = `#version 300 es
    precision highp float;
    in vec3 at; in vec3 up; in vec2 on; in vec4 tint;
    uniform vec4 base; uniform sampler2D picture; uniform vec3 eye; uniform float cut;
    uniform bool lit; uniform bool smooth_; uniform bool pictured;
    out vec4 drawn;
    void main() {
      vec4 colour = base * tint;
      colour.rgb = pow(max(colour.rgb, 0.0), vec3(1.0 / 2.2));
      if (pictured) colour *= texture(picture, on);
      if (colour.a < cut) discard;
      if (lit) {
        vec3 facing = smooth_ ? up : cross(dFdx(at), dFdy(at));
        vec3 to = normalize(eye - at);
        float length_ = length(facing);
        float bright = length_ > 0.0 ? abs(dot(facing / length_, to)) : 1.0;
        float above = length_ > 0.0 ? abs(facing.y / length_) : 0.0;
        colour.rgb *= 0.32 + 0.58 * bright + 0.1 * above;
      }
      drawn = vec4(colour.rgb, 1.0);
    }`;

  // -- matrices, by columns ---------------------------------------------------------------------

  const times = (a, b) => {
    const found = new Array(16);
    for (let column = 0; column < 4; column += 1) {
      for (let row = 0; row < 4; row += 1) {
        let sum = 0;
        for (let k = 0; k < 4; k += 1) sum += a[k * 4 + row] * b[column * 4 + k];
        found[column * 4 + row] = sum;
      }
    }
    return found;
  };

  const placing = (node) => {
    if (node.matrix) return node.matrix;
    const [x, y, z, w] = node.rotation ?? [0, 0, 0, 1];
    const [a, b, c] = node.scale ?? [1, 1, 1];
    const [tx, ty, tz] = node.translation ?? [0, 0, 0];
    return [
      (1 - 2 * (y * y + z * z)) * a, 2 * (x * y + z * w) * a, 2 * (x * z - y * w) * a, 0,
      2 * (x * y - z * w) * b, (1 - 2 * (x * x + z * z)) * b, 2 * (y * z + x * w) * b, 0,
      2 * (x * z + y * w) * c, 2 * (y * z - x * w) * c, (1 - 2 * (x * x + y * y)) * c, 0,
      tx, ty, tz, 1,
    ];
  };

  // How normals turn: the cofactors of the upper three by three.
  const turning = (m) => {
    const [a, b, c, d, e, f, g, h, i] = [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]];
    return [e * i - f * h, f * g - d * i, d * h - e * g, c * h - b * i, a * i - c * g, b * g - a * h, b * f - c * e, c * d - a * f, a * e - b * d];
  };

  const perspective = (view, shape, near, far) => {
    const f = 1 / Math.tan(view / 2);
    return [f / shape, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, (2 * far * near) / (near - far), 0];
  };

  const unit = (v) => {
    const length = Math.hypot(...v) || 1;
    return v.map((x) => x / length);
  };
  const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

  const looking = (eye, at, up) => {
    const back = unit(eye.map((x, n) => x - at[n]));
    const right = unit(cross(up, back));
    const above = cross(back, right);
    return {
      right,
      above,
      matrix: [
        right[0], above[0], back[0], 0, right[1], above[1], back[1], 0, right[2], above[2], back[2], 0,
        -dot(right, eye), -dot(above, eye), -dot(back, eye), 1,
      ],
    };
  };

  // -- the file ---------------------------------------------------------------------------------

  class File {
    constructor(data) {
      const view = new DataView(data);
      const length = view.getUint32(12, true);
      if (view.getUint32(16, true) !== JSON_CHUNK) throw new Error("no model");
      const text = new TextDecoder().decode(new Uint8Array(data, 20, length));
      this.said = JSON.parse(text);
      this.data = data;
      this.first = 28 + length;
      this.drawn = [];
      this.low = [Infinity, Infinity, Infinity];
      this.high = [-Infinity, -Infinity, -Infinity];
      this.boxes = new Map();
      this.place();
    }

    list(name) {
      return this.said[name] ?? [];
    }

    // An accessor with where its numbers begin in the file and how far one is from the next.
    accessor(number) {
      const one = this.list("accessors")[number];
      const view = this.list("bufferViews")[one.bufferView];
      const parts = PARTS[one.type];
      const width = ARRAYS[one.componentType].BYTES_PER_ELEMENT;
      return {
        ...one,
        parts,
        view: one.bufferView,
        offset: one.byteOffset ?? 0,
        stride: view.byteStride ?? parts * width,
        begins: this.first + (view.byteOffset ?? 0) + (one.byteOffset ?? 0),
        width,
      };
    }

    bytes(number) {
      const view = this.list("bufferViews")[number];
      return new Uint8Array(this.data, this.first + (view.byteOffset ?? 0), view.byteLength);
    }

    box(number) {
      if (this.boxes.has(number)) return this.boxes.get(number);
      const one = this.accessor(number);
      const step = one.stride / one.width;
      const length = step * (one.count - 1) + one.parts;
      const aligned = one.begins % one.width === 0;
      const data = aligned ? this.data : this.data.slice(one.begins, one.begins + length * one.width);
      const numbers = new ARRAYS[one.componentType](data, aligned ? one.begins : 0, length);
      const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
      for (let at = 0; at < length; at += step) {
        for (let axis = 0; axis < 3; axis += 1) {
          const x = numbers[at + axis];
          if (x < low[axis]) low[axis] = x;
          if (x > high[axis]) high[axis] = x;
        }
      }
      const whole = one.normalized ? WHOLE[one.componentType] ?? 1 : 1;
      const found = [low.map((x) => x / whole), high.map((x) => x / whole)];
      this.boxes.set(number, found);
      return found;
    }

    // Everything that the scene draws, where its nodes put it.
    place() {
      const nodes = this.list("nodes");
      const scene = this.list("scenes")[this.said.scene ?? 0];
      const below = new Set(nodes.flatMap((node) => node.children ?? []));
      const roots = scene ? scene.nodes ?? [] : nodes.map((_, n) => n).filter((n) => !below.has(n));
      const waiting = roots.map((number) => [number, SAME]);
      const met = new Set();
      while (waiting.length) {
        const [number, above] = waiting.pop();
        if (met.has(number)) throw new Error("a circle");
        met.add(number);
        const node = nodes[number];
        const here = times(above, placing(node));
        if (node.mesh !== undefined) this.draws(this.list("meshes")[node.mesh], here);
        (node.children ?? []).forEach((child) => waiting.push([child, here]));
      }
      if (!this.drawn.length) throw new Error("nothing to show");
    }

    draws(mesh, here) {
      mesh.primitives.forEach((primitive) => {
        const [low, high] = this.box(primitive.attributes.POSITION);
        for (let corner = 0; corner < 8; corner += 1) {
          const at = [0, 1, 2].map((axis) => (corner & (1 << axis) ? high : low)[axis]);
          for (let row = 0; row < 3; row += 1) {
            const x = here[row] * at[0] + here[4 + row] * at[1] + here[8 + row] * at[2] + here[12 + row];
            this.low[row] = Math.min(this.low[row], x);
            this.high[row] = Math.max(this.high[row], x);
          }
        }
        this.drawn.push({ primitive, here, turned: turning(here) });
      });
    }
  }

  // -- the drawing ------------------------------------------------------------------------------

  class Drawing {
    constructor(gl, file) {
      this.gl = gl;
      this.file = file;
      this.buffers = new Map();
      this.arrays = new Map();
      this.textures = [];
      this.program = this.linked();
      this.where = {};
      for (const name of ["seen", "placed", "turned", "moved", "base", "picture", "eye", "cut", "lit", "smooth_", "pictured"]) {
        this.where[name] = gl.getUniformLocation(this.program, name);
      }
      gl.enable(gl.DEPTH_TEST);
    }

    linked() {
      const { gl } = this;
      const program = gl.createProgram();
      [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]].forEach(([kind, source]) => {
        const shader = gl.createShader(kind);
        gl.shaderSource(shader, source);
        gl.compileShader(shader);
        gl.attachShader(program, shader);
      });
      ["position", "normal", "place", "colour"].forEach((name, n) => gl.bindAttribLocation(program, n, name));
      gl.linkProgram(program);
      if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
        throw new Error(gl.getProgramInfoLog(program) || "no program");
      }
      return program;
    }

    // The pictures inside the file, by number; decoded by the browser as pictures and nothing else.
    async load() {
      const { gl, file } = this;
      const most = Math.min(LARGEST_TEXTURE, gl.getParameter(gl.MAX_TEXTURE_SIZE));
      const wanted = new Set();
      file.list("materials").forEach((one) => {
        const texture = one.pbrMetallicRoughness?.baseColorTexture;
        if (texture) wanted.add(texture.index);
      });
      for (const number of wanted) {
        const said = file.list("textures")[number];
        const image = file.list("images")[said.source];
        if (!image) continue;
        const blob = new Blob([file.bytes(image.bufferView)], { type: image.mimeType });
        const plain = { imageOrientation: "none", premultiplyAlpha: "none", colorSpaceConversion: "none" };
        let bitmap = await createImageBitmap(blob, plain);
        const scale = most / Math.max(bitmap.width, bitmap.height);
        if (scale < 1) {
          const whole = bitmap;
          bitmap = await createImageBitmap(whole, {
            ...plain,
            resizeWidth: Math.max(1, Math.floor(whole.width * scale)),
            resizeHeight: Math.max(1, Math.floor(whole.height * scale)),
          });
          whole.close();
        }
        this.textures[number] = this.texture(bitmap, file.list("samplers")[said.sampler] ?? {});
        bitmap.close();
      }
    }

    texture(bitmap, sampler) {
      const { gl } = this;
      const made = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, made);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
      gl.generateMipmap(gl.TEXTURE_2D);
      const edges = [gl.REPEAT, gl.CLAMP_TO_EDGE, gl.MIRRORED_REPEAT];
      const edge = (value) => (edges.includes(value) ? value : gl.REPEAT);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, edge(sampler.wrapS));
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, edge(sampler.wrapT));
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
      return made;
    }

    buffer(view, target) {
      const key = `${view} ${target}`;
      if (!this.buffers.has(key)) {
        const { gl } = this;
        const made = gl.createBuffer();
        gl.bindBuffer(target, made);
        gl.bufferData(target, this.file.bytes(view), gl.STATIC_DRAW);
        this.buffers.set(key, made);
      }
      return this.buffers.get(key);
    }

    // What of a primitive goes to which input of the program.
    inputs(primitive) {
      if (this.arrays.has(primitive)) return this.arrays.get(primitive);
      const { gl, file } = this;
      const array = gl.createVertexArray();
      gl.bindVertexArray(array);
      const texture = file.list("materials")[primitive.material]?.pbrMetallicRoughness?.baseColorTexture;
      const set = texture?.extensions?.KHR_texture_transform?.texCoord ?? texture?.texCoord ?? 0;
      const named = ["POSITION", "NORMAL", `TEXCOORD_${set}`, "COLOR_0"];
      named.forEach((name, at) => {
        const number = primitive.attributes[name];
        if (number === undefined) {
          gl.disableVertexAttribArray(at);
          return;
        }
        const one = file.accessor(number);
        gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer(one.view, gl.ARRAY_BUFFER));
        gl.enableVertexAttribArray(at);
        gl.vertexAttribPointer(at, one.parts, one.componentType, one.normalized ?? false, one.stride, one.offset);
      });
      const points = file.accessor(primitive.attributes.POSITION);
      const found = { array, count: points.count, smooth: primitive.attributes.NORMAL !== undefined, pictured: primitive.attributes[`TEXCOORD_${set}`] !== undefined };
      if (primitive.indices !== undefined) {
        const indices = file.accessor(primitive.indices);
        gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffer(indices.view, gl.ELEMENT_ARRAY_BUFFER));
        Object.assign(found, { count: indices.count, type: indices.componentType, offset: indices.offset });
      }
      gl.bindVertexArray(null);
      this.arrays.set(primitive, found);
      return found;
    }

    draw(camera, ground) {
      const { gl, where } = this;
      gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
      gl.clearColor(...ground, 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.useProgram(this.program);
      gl.uniformMatrix4fv(where.seen, false, camera.seen);
      gl.uniform3fv(where.eye, camera.eye);
      gl.uniform1i(where.picture, 0);
      this.file.drawn.forEach((one) => this.drawOne(one));
      gl.bindVertexArray(null);
    }

    drawOne({ primitive, here, turned }) {
      const { gl, where, file } = this;
      const inputs = this.inputs(primitive);
      const material = file.list("materials")[primitive.material] ?? {};
      const surface = material.pbrMetallicRoughness ?? {};
      const texture = surface.baseColorTexture;
      const made = inputs.pictured && texture ? this.textures[texture.index] : undefined;
      gl.vertexAttrib3f(1, 0, 0, 0);
      gl.vertexAttrib2f(2, 0, 0);
      gl.vertexAttrib4f(3, 1, 1, 1, 1);
      gl.uniformMatrix4fv(where.placed, false, here);
      gl.uniformMatrix3fv(where.turned, false, turned);
      gl.uniformMatrix3fv(where.moved, false, this.moved(texture));
      gl.uniform4fv(where.base, surface.baseColorFactor ?? (made ? [1, 1, 1, 1] : [0.62, 0.62, 0.62, 1]));
      gl.uniform1f(where.cut, material.alphaMode === "MASK" ? material.alphaCutoff ?? 0.5 : 0);
      gl.uniform1i(where.lit, material.extensions?.KHR_materials_unlit ? 0 : 1);
      gl.uniform1i(where.smooth_, inputs.smooth ? 1 : 0);
      gl.uniform1i(where.pictured, made ? 1 : 0);
      gl.bindTexture(gl.TEXTURE_2D, made ?? null);
      gl.bindVertexArray(inputs.array);
      const mode = primitive.mode ?? gl.TRIANGLES;
      if (inputs.type) gl.drawElements(mode, inputs.count, inputs.type, inputs.offset);
      else gl.drawArrays(mode, 0, inputs.count);
    }

    moved(texture) {
      const said = texture?.extensions?.KHR_texture_transform;
      if (!said) return [1, 0, 0, 0, 1, 0, 0, 0, 1];
      const [x, y] = said.offset ?? [0, 0];
      const [a, b] = said.scale ?? [1, 1];
      const [sine, cosine] = [Math.sin(said.rotation ?? 0), Math.cos(said.rotation ?? 0)];
      return [cosine * a, -sine * a, 0, sine * b, cosine * b, 0, x, y, 1];
    }
  }

  // -- where it is seen from --------------------------------------------------------------------

  class Camera {
    constructor(file) {
      this.middle = file.low.map((x, n) => (x + file.high[n]) / 2);
      this.radius = Math.hypot(...file.low.map((x, n) => file.high[n] - x)) / 2 || 1;
      this.reset();
    }

    reset() {
      this.yaw = Math.PI / 6;
      this.pitch = Math.PI / 9;
      this.distance = 1;
      this.at = [...this.middle];
    }

    turn(yaw, pitch) {
      this.yaw += yaw;
      this.pitch = Math.max(-1.55, Math.min(1.55, this.pitch + pitch));
    }

    zoom(by) {
      this.distance = Math.max(0.02, Math.min(6, this.distance * by));
    }

    // By fractions of what is seen.
    shift(x, y) {
      const { right, above } = this.look();
      const far = this.away() * Math.tan(VIEW / 2) * 2;
      this.at = this.at.map((p, n) => p - (right[n] * x - above[n] * y) * far);
      const off = this.at.map((p, n) => p - this.middle[n]);
      const length = Math.hypot(...off);
      const most = this.radius * 3;
      if (length > most) this.at = this.middle.map((p, n) => p + (off[n] / length) * most);
    }

    away() {
      return (this.radius / Math.sin(VIEW / 2)) * 1.05 * this.distance;
    }

    eye() {
      const away = this.away();
      const flat = Math.cos(this.pitch) * away;
      return [this.at[0] + Math.sin(this.yaw) * flat, this.at[1] + Math.sin(this.pitch) * away, this.at[2] + Math.cos(this.yaw) * flat];
    }

    look() {
      return looking(this.eye(), this.at, [0, 1, 0]);
    }

    seen(shape) {
      const eye = this.eye();
      const from = Math.hypot(...eye.map((x, n) => x - this.middle[n]));
      const near = Math.max(from - this.radius * 1.2, this.radius / 2000);
      const far = from + this.radius * 1.2;
      // On a narrow screen the whole is to be seen from side to side.
      const view = shape < 1 ? 2 * Math.atan(Math.tan(VIEW / 2) / shape) : VIEW;
      return { eye, seen: times(perspective(view, shape, near, far), this.look().matrix) };
    }
  }

  // -- the page ---------------------------------------------------------------------------------

  const GROUNDS = { light: [0.945, 0.953, 0.961], dark: [0.07, 0.086, 0.114] };

  class Viewer {
    constructor(place) {
      this.place = place;
      this.words = place.dataset;
      this.said = place.querySelector("[data-said]");
      this.canvas = place.querySelector("canvas");
      this.tools = place.querySelector("[data-tools]");
      this.ground = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      this.pointers = new Map();
      const ask = place.querySelector("[data-ask]");
      if (!this.begin()) {
        place.classList.add("model-idle");
        if (ask) ask.hidden = true;
        this.tell(this.words.noWebgl);
      } else if (ask) {
        place.classList.add("model-idle");
        this.tell("");
        ask.querySelector("[data-show]").addEventListener("click", () => {
          ask.hidden = true;
          place.classList.remove("model-idle");
          this.show();
        });
      } else this.show();
    }

    tell(text) {
      this.said.textContent = text;
      this.said.hidden = !text;
    }

    begin() {
      this.gl = this.canvas.getContext("webgl2", { alpha: false, antialias: true, preserveDrawingBuffer: false });
      return this.gl;
    }

    async show() {
      this.tell(this.words.loading);
      let data;
      try {
        data = await this.fetched();
      } catch {
        this.tell(this.words.unread);
        return;
      }
      try {
        this.file = new File(data);
        this.camera = new Camera(this.file);
        await this.draws();
      } catch {
        this.place.classList.add("model-idle");
        this.tell(this.words.broken);
        return;
      }
      this.tools.hidden = false;
      this.listens();
      this.sayGround();
      this.tell(this.words.ready);
      this.place.dataset.state = "shown";
    }

    async fetched() {
      const answer = await fetch(this.words.url, { redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const size = Number(this.words.size);
      const whole = new Uint8Array(size);
      const reader = answer.body.getReader();
      let [here, told] = [0, 0];
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        whole.set(piece.value, here);
        here += piece.value.length;
        const percent = Math.floor((here * 10) / size) * 10;
        if (percent > told) {
          told = percent;
          this.tell(`${this.words.loading} · ${percent}%`);
        }
      }
      if (here !== size) throw new Error("cut");
      return whole.buffer;
    }

    async draws() {
      this.drawing = new Drawing(this.gl, this.file);
      await this.drawing.load();
      this.draw();
    }

    changed() {
      if (this.waits) return;
      this.waits = true;
      requestAnimationFrame(() => {
        this.waits = false;
        this.draw();
      });
    }

    draw() {
      if (!this.drawing || this.gl.isContextLost()) return;
      const ratio = Math.min(devicePixelRatio || 1, 2);
      const width = Math.max(1, Math.round(this.canvas.clientWidth * ratio));
      const height = Math.max(1, Math.round(this.canvas.clientHeight * ratio));
      if (this.canvas.width !== width || this.canvas.height !== height) {
        this.canvas.width = width;
        this.canvas.height = height;
      }
      this.drawing.draw(this.camera.seen(width / height), GROUNDS[this.ground]);
      this.place.dataset.drawn = String(Number(this.place.dataset.drawn ?? 0) + 1);
    }

    sayGround() {
      const button = this.place.querySelector("[data-ground]");
      button.textContent = this.ground === "light" ? this.words.dark : this.words.bright;
    }

    does(what) {
      const { camera } = this;
      const ways = {
        left: () => camera.turn(-STEP, 0),
        right: () => camera.turn(STEP, 0),
        up: () => camera.turn(0, STEP),
        down: () => camera.turn(0, -STEP),
        "shift-left": () => camera.shift(-0.1, 0),
        "shift-right": () => camera.shift(0.1, 0),
        "shift-up": () => camera.shift(0, -0.1),
        "shift-down": () => camera.shift(0, 0.1),
        nearer: () => camera.zoom(0.8),
        farther: () => camera.zoom(1.25),
        reset: () => camera.reset(),
        ground: () => {
          this.ground = this.ground === "light" ? "dark" : "light";
          this.sayGround();
        },
      };
      ways[what]();
      this.changed();
    }

    listens() {
      const { canvas } = this;
      this.tools.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) this.does(button.dataset.do);
      });
      canvas.addEventListener("keydown", (event) => this.key(event));
      canvas.addEventListener("wheel", (event) => {
        // The page scrolls on until the model has the focus.
        if (document.activeElement !== canvas) return;
        event.preventDefault();
        this.camera.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 400))));
        this.changed();
      }, { passive: false });
      canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      });
      canvas.addEventListener("pointermove", (event) => this.drag(event));
      ["pointerup", "pointercancel"].forEach((name) => {
        canvas.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
      });
      canvas.addEventListener("webglcontextlost", (event) => {
        event.preventDefault();
        this.drawing = undefined;
        this.tell(this.words.lost);
      });
      canvas.addEventListener("webglcontextrestored", () => {
        this.draws().then(() => this.tell(this.words.ready), () => this.tell(this.words.broken));
      });
      new ResizeObserver(() => this.changed()).observe(canvas);
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const arrow = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" }[event.key];
      const other = { "+": "nearer", "=": "nearer", "-": "farther", _: "farther", 0: "reset" }[event.key];
      const what = arrow && event.shiftKey ? `shift-${arrow}` : arrow ?? other;
      if (!what) return;
      event.preventDefault();
      event.stopPropagation();
      this.does(what);
    }

    drag(event) {
      const before = this.pointers.get(event.pointerId);
      if (!before) return;
      const now = [event.clientX, event.clientY];
      const high = this.canvas.clientHeight;
      const [x, y] = [(now[0] - before[0]) / high, (now[1] - before[1]) / high];
      if (this.pointers.size === 2) {
        const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
        this.camera.zoom(apart(before) / apart(now));
        this.camera.shift(x / 2, y / 2);
      } else if (event.shiftKey || event.buttons & 6) this.camera.shift(x, y);
      else this.camera.turn(-x * Math.PI, y * Math.PI);
      this.pointers.set(event.pointerId, now);
      this.changed();
    }
  }

  document.querySelectorAll("[data-model]").forEach((place) => new Viewer(place));
})();
