@NullMarked
package io.github.tracingstarter.instrument.servlet;

import org.jspecify.annotations.NullMarked;
