@NullMarked
package io.github.tracingstarter.ui.settings;

import org.jspecify.annotations.NullMarked;
