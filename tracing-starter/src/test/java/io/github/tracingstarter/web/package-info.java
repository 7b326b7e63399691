@NullMarked
package io.github.tracingstarter.web;

import org.jspecify.annotations.NullMarked;
