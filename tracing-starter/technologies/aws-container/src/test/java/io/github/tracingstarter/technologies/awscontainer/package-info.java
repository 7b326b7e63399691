@NullMarked
package io.github.tracingstarter.technologies.awscontainer;

import org.jspecify.annotations.NullMarked;
