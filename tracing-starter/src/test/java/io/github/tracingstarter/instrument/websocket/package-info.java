@NullMarked
package io.github.tracingstarter.instrument.websocket;

import org.jspecify.annotations.NullMarked;
