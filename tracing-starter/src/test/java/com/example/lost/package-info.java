@NullMarked
package com.example.lost;

import org.jspecify.annotations.NullMarked;
